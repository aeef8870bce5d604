//! `dlc lock` and `--locked`.

use crate::verify::sha256;
use crate::{LAB, Ran, dlc_in, lab_folder};
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

/// A lab whose images lie in a mirror beside it.
struct Scene {
    folder: tempfile::TempDir,
    kernel: PathBuf,
}

const LOCK: &str = "dlc.lock";

fn scene() -> Scene {
    let folder = lab_folder(LAB);
    let mirror = folder.path().join("mirror/shelf/flatcar");
    let images = images(folder.path());
    for (url, bytes) in &images {
        let path = mirror.join(url.strip_prefix("http://shelf/flatcar/").unwrap());
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    let kernel = mirror.join(images[0].0.strip_prefix("http://shelf/flatcar/").unwrap());
    Scene { folder, kernel }
}

/// The images that the lab boots, as the build says them, with what we put there.
fn images(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let model = dlc_in(folder, &["build", "--emit", "model"]);
    assert_eq!(model.status, 0, "{}", model.err);
    let model: serde_json::Value = serde_json::from_str(&model.out).unwrap();
    let image = &model["nodes"][0]["image"];
    let kernel = image["kernel"].as_str().unwrap().to_owned();
    let initrds = image["initrds"].as_array().unwrap().iter().map(|url| url.as_str().unwrap().to_owned());
    std::iter::once(kernel).chain(initrds).map(|url| (url.clone(), url.into_bytes())).collect()
}

impl Scene {
    fn dlc(&self, args: &[&str]) -> Ran {
        dlc_in(self.folder.path(), args)
    }

    fn lock(&self) -> String {
        fs::read_to_string(self.folder.path().join(LOCK)).unwrap()
    }

    fn locked(self) -> Self {
        let ran = self.dlc(&["lock", "--from", "mirror"]);
        assert_eq!(ran.status, 0, "{}", ran.err);
        self
    }
}

#[test]
fn a_lab_is_pinned_line_by_line_and_builds_with_locked_then() {
    let scene = scene();
    let ran = scene.dlc(&["lock", "--from", "mirror"]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    let lock = scene.lock();
    let lines: Vec<&str> = lock.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).collect();
    assert!(lines[0].starts_with("plugin ignition ") && lines[1].starts_with("plugin ipxe "), "{lock}");
    for (url, bytes) in images(scene.folder.path()) {
        let line = format!("image {url} {} sha256:{}", bytes.len(), sha256(&bytes));
        assert!(lines.contains(&line.as_str()), "{line} in {lock}");
    }
    let printed: Vec<String> = lines.iter().map(|line| format!("+ {line}\n")).collect();
    assert_eq!(ran.out, printed.concat());
    for command in ["check", "build", "test"] {
        let ran = scene.dlc(&[command, "--locked"]);
        assert_eq!(ran.status, 0, "{command}: {}", ran.err);
    }
    let again = scene.dlc(&["lock", "--from", "mirror"]);
    assert_eq!((again.status, again.out.as_str()), (0, ""), "{}", again.err);
    assert_eq!(scene.lock(), lock);
}

#[test]
fn what_is_not_pinned_is_refused_at_its_line_with_the_command_to_type() {
    let scene = scene();
    for command in ["check", "build", "test"] {
        let ran = scene.dlc(&[command, "lab.dl", "--locked"]);
        assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{command}: {}", ran.err);
        assert!(ran.err.contains("error[not-locked]: plugin `ignition` is not pinned in `dlc.lock`"), "{}", ran.err);
        assert!(ran.err.contains("error[not-locked]: image `http://shelf/flatcar/"), "{}", ran.err);
        assert!(ran.err.contains("lab.dl:11:") && ran.err.contains("hint: `dlc lock lab.dl`"), "{}", ran.err);
        assert_eq!(ran.err.matches("error[not-locked]").count(), 4, "each thing once: {}", ran.err);
    }
    assert!(!scene.folder.path().join("build").exists());
}

#[test]
fn locked_changes_no_byte() {
    let scene = scene().locked();
    assert_eq!(scene.dlc(&["build", "-o", "a"]).status, 0);
    assert_eq!(scene.dlc(&["build", "-o", "b", "--locked"]).status, 0);
    let tree = |name| crate::tree(&scene.folder.path().join(name));
    assert!(tree("a") == tree("b"));
}

#[test]
fn comments_stay_and_pins_of_other_labs_too() {
    let scene = scene();
    let other = format!("image http://other/kernel 3 sha256:{}", sha256(b"abc"));
    fs::write(scene.folder.path().join(LOCK), format!("# ours\n\n# for the other lab\n{other}  # kept\n")).unwrap();
    assert_eq!(scene.dlc(&["lock", "--from", "mirror"]).status, 0);
    let lock = scene.lock();
    assert!(lock.starts_with("# ours\n\nplugin ignition "), "{lock}");
    assert!(lock.contains(&format!("# for the other lab\n{other}  # kept\n")), "{lock}");
    let ran = scene.dlc(&["lock", "--from", "mirror", "--prune"]);
    assert_eq!((ran.status, ran.out.as_str()), (0, "- image http://other/kernel\n"), "{}", ran.err);
    assert!(!scene.lock().contains("other"), "{}", scene.lock());
}

#[test]
fn an_image_that_changed_is_told_and_pinned_anew_only_on_demand() {
    let scene = scene().locked();
    let before = scene.lock();
    fs::write(&scene.kernel, "something else").unwrap();
    for args in [&["lock", "--from", "mirror"][..], &["lock", "--from", "mirror", "--check"]] {
        let ran = scene.dlc(args);
        assert_eq!((ran.status, ran.out.as_str()), (1, ""), "{}", ran.err);
        assert!(ran.err.contains("error[image-changed]: image `http://shelf/flatcar/"), "{}", ran.err);
        assert!(ran.err.contains("dlc.lock:") && ran.err.contains("pinned here"), "{}", ran.err);
        assert!(ran.err.contains("dlc lock --update http://shelf/"), "{}", ran.err);
        assert_eq!(scene.lock(), before);
    }
    let name = scene.kernel.file_name().unwrap().to_str().unwrap();
    let ran = scene.dlc(&["lock", "--from", "mirror", "--update", name]);
    assert_eq!(ran.status, 0, "{}", ran.err);
    assert!(ran.out.starts_with("~ image ") && ran.out.contains(&sha256(b"something else")), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 1);
    assert_eq!(scene.dlc(&["lock", "--check", "--from", "mirror"]).status, 0);
}

#[test]
fn a_plugin_that_is_another_one_is_refused_with_both_lines() {
    let scene = scene().locked();
    let zeros = format!("sha256:{:064}", 0);
    let lock: String = scene
        .lock()
        .lines()
        .map(|line| match line.strip_prefix("plugin ignition ") {
            Some(_) => format!("plugin ignition 0.0.1 {zeros}\n"),
            None => format!("{line}\n"),
        })
        .collect();
    fs::write(scene.folder.path().join(LOCK), &lock).unwrap();
    let ran = scene.dlc(&["build", "--locked"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("error[lock-mismatch]: plugin `ignition` is "), "{}", ran.err);
    assert!(ran.err.contains(&format!("pins 0.0.1 {zeros}")) && ran.err.contains("dlc.lock:3:1"), "{}", ran.err);
    assert!(ran.err.contains("hint: `dlc lock --update ignition`"), "{}", ran.err);
    assert_eq!(scene.dlc(&["build"]).status, 0, "without it, nobody asked");
    assert_eq!(scene.dlc(&["lock", "--from", "mirror"]).status, 1);
    assert_eq!(scene.dlc(&["lock", "--from", "mirror", "--update", "ignition"]).status, 0);
    assert_eq!(scene.dlc(&["build", "--locked"]).status, 0);
}

#[test]
fn check_writes_nothing_and_says_what_is_not_pinned() {
    let scene = scene();
    let ran = scene.dlc(&["lock", "--check", "--from", "mirror"]);
    assert_eq!((ran.status, ran.out.as_str()), (1, ""));
    assert!(ran.err.contains("error[not-locked]"), "{}", ran.err);
    assert!(!scene.folder.path().join(LOCK).exists());
}

#[test]
fn a_lock_that_cannot_be_read_is_told_at_its_line() {
    let scene = scene();
    let pin = |digest: char| format!("plugin ipxe 1 sha256:{}\n", String::from(digest).repeat(64));
    let cases = [
        ("plugin ipxe\n".to_owned(), "a pin has four words"),
        ("<<<<<<< ours\n".to_owned(), "a merge left its marks here"),
        (format!("{}{}", pin('0'), pin('1')), "it is pinned twice, as two different things"),
        ("plugin ipxe 1 sha256:xyz\n".to_owned(), "a digest is `sha256:` and 64 lower-case hexadecimal digits"),
    ];
    for (text, message) in cases {
        fs::write(scene.folder.path().join(LOCK), &text).unwrap();
        for args in [&["lock", "--from", "mirror"][..], &["build", "--locked"]] {
            let ran = scene.dlc(args);
            assert_eq!(ran.status, 1, "{}", ran.err);
            assert!(ran.err.contains(&format!("error[bad-lock]: {message}")), "{}", ran.err);
            assert!(ran.err.contains("dlc.lock:"), "{}", ran.err);
        }
        assert_eq!(fs::read_to_string(scene.folder.path().join(LOCK)).unwrap(), text, "it is left alone");
    }
}

#[test]
fn an_image_that_is_nowhere_is_trouble_and_says_how_to_bring_it() {
    let scene = scene();
    fs::remove_file(&scene.kernel).unwrap();
    let lab = LAB.replace("http://shelf/flatcar", "http://127.0.0.1:1/flatcar");
    fs::write(scene.folder.path().join("lab.dl"), lab).unwrap();
    let ran = scene.dlc(&["lock"]);
    assert_eq!(ran.status, 2, "{}", ran.err);
    assert!(ran.err.contains("error[image-not-found]: cannot look at image `http://127.0.0.1:1/"), "{}", ran.err);
    assert!(ran.err.contains("--from FOLDER"), "{}", ran.err);
    let lab = LAB.replace("mirror = \"http://shelf", "mirror = \"https://shelf");
    fs::write(scene.folder.path().join("lab.dl"), lab).unwrap();
    let ran = scene.dlc(&["lock"]);
    assert!(ran.status != 0 && !scene.folder.path().join(LOCK).exists(), "{}", ran.err);
}

#[test]
fn a_name_that_nothing_has_is_told_with_the_nearest() {
    let scene = scene().locked();
    let ran = scene.dlc(&["lock", "--from", "mirror", "--update", "ignitoin"]);
    assert_eq!(ran.status, 1);
    assert!(ran.err.contains("error[unknown-pin]") && ran.err.contains("did you mean `ignition`?"), "{}", ran.err);
    assert_eq!(scene.dlc(&["lock", "--from", "nowhere"]).status, 2);
}

#[test]
fn images_are_looked_at_over_http_too() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    // It answers each request with its own path, and ends with the test's process.
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut request = [0; 4096];
            let n = stream.read(&mut request).unwrap();
            let request = String::from_utf8_lossy(&request[..n]).into_owned();
            let path = request.split_whitespace().nth(1).unwrap_or_default();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", path.len());
            let _ = stream.write_all(format!("{head}{path}").as_bytes());
        }
    });
    let folder = lab_folder(LAB.replace("http://shelf/flatcar", &format!("http://{address}/flatcar")));
    let mut command = crate::program(folder.path(), ["lock"]);
    for variable in ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy", "HTTPS_PROXY"] {
        command.env_remove(variable);
    }
    let ran = crate::ran(command.output().unwrap());
    assert_eq!(ran.status, 0, "{}", ran.err);
    let lock = fs::read_to_string(folder.path().join(LOCK)).unwrap();
    for (url, _) in images(folder.path()) {
        let path = url.strip_prefix(&format!("http://{address}")).unwrap();
        assert!(lock.contains(&format!("image {url} {} sha256:{}\n", path.len(), sha256(path.as_bytes()))), "{lock}");
    }
}
