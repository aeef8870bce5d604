//! What Ignition takes without a word and then does otherwise, or refuses when the machine boots.

use super::samples::text;
use super::{SPECS, config, errors, machine, render, render_in};
use dlc_plugin::testing::{file, lab, unit, user};
use dlc_plugin::{
    Command, CommandWhen, Container, Contents, Directory, Dropin, File, Lab, Link, Mount, MountSource, Nbd, Networkd,
    Node, Port, Protocol, Registry, Remote, Setting, Swap, SystemRoot, Tmpfs, Unit, User,
};

fn with_file(file: File) -> Node {
    Node { files: vec![file], ..machine() }
}

fn with_unit(unit: Unit) -> Node {
    Node { units: vec![unit], ..machine() }
}

fn remote(url: &str, digest: Option<String>) -> File {
    file("/opt/x", Contents::Remote(Remote { url: url.to_owned(), digest }))
}

#[test]
fn a_mode_is_written_as_a_decimal_number_whether_or_not_it_is_usual() {
    for spec in SPECS {
        let config = config(spec, with_file(file("/opt/x", text("x"))));
        assert_eq!(config.matches("\"mode\": 420").count(), 2, "{config}");
    }
}

#[test]
fn bits_that_no_version_sets_are_refused() {
    let node = with_file(File { mode: 0o4755, ..file("/opt/x", text("x")) });
    assert_eq!(errors("3.3.0", node), ["files/~1opt~1x/mode: not-in-this-spec"]);
}

#[test]
fn nothing_is_compressed() {
    let node = with_file(file("/opt/x", text(&"a long line that would compress well\n".repeat(400))));
    for spec in SPECS {
        assert!(!config(spec, node.clone()).contains("compression"));
    }
}

#[test]
fn a_file_takes_the_place_of_the_images() {
    let node = || with_file(file("/opt/x", text("x")));
    assert_eq!(config("3.3.0", node()).matches("\"overwrite\": true").count(), 2, "the file and the host's name");
    assert!(!config("2.1.0", node()).contains("overwrite"), "2.1 knows no such key, and does so anyway");
}

#[test]
fn adding_to_a_file_needs_a_newer_spec_than_2_1() {
    let node = || with_file(File { append: true, ..file("/opt/x", text("x")) });
    assert_eq!(errors("2.1.0", node()), ["files/~1opt~1x/append: not-in-this-spec"]);
    let file = |spec| config(spec, node()).split("/opt/x").nth(1).expect("it is the last file").to_owned();
    let flag = file("2.2.0");
    assert!(flag.contains("\"append\": true") && !flag.contains("overwrite"), "{flag}");
    let list = file("3.3.0");
    assert!(list.contains("\"append\": [") && !list.contains("overwrite"), "{list}");
}

#[test]
fn a_digest_is_of_a_kind_that_the_spec_checks() {
    let sha256 = || Some(format!("sha256:{}", "A".repeat(64)));
    let node = || with_file(remote("http://vol/x", sha256()));
    assert_eq!(errors("2.1.0", node()), ["files/~1opt~1x/contents/digest: not-in-this-spec"]);
    assert!(config("3.3.0", node()).contains(&format!("\"hash\": \"sha256-{}\"", "a".repeat(64))));
    for bad in ["md5:00", "sha512:00", "nothing"] {
        let node = with_file(remote("http://vol/x", Some(bad.to_owned())));
        assert_eq!(errors("3.3.0", node), ["files/~1opt~1x/contents/digest: bad-digest"]);
    }
}

#[test]
fn a_url_has_a_scheme_that_the_spec_fetches() {
    for bad in ["ftp://vol/x", "/x", "nfs://vol/x"] {
        assert_eq!(errors("3.3.0", with_file(remote(bad, None))), ["files/~1opt~1x/contents/url: not-in-this-spec"]);
    }
    assert_eq!(errors("2.1.0", with_file(remote("gs://b/x", None))).len(), 1);
    assert_eq!(errors("3.3.0", with_file(remote("http://vol/a b", None))), ["files/~1opt~1x/contents/url: bad-url"]);
    assert!(render("3.3.0", with_file(remote("gs://b/x", None))).is_ok());
}

#[test]
fn what_the_target_makes_meets_nothing_that_the_lab_writes() {
    let mut node = with_file(file("/etc/sysctl.d/90-dlc.conf", text("x")));
    node.sysctl = vec![Setting { name: "a".to_owned(), value: "1".to_owned() }];
    assert_eq!(errors("3.3.0", node), ["sysctl: duplicate-path"]);
    let mut node = with_unit(Unit { contents: Some(text("[Mount]\n")), ..unit("data.mount") });
    node.mounts = vec![mount("/data", MountSource::Tmpfs(Tmpfs { size: None }))];
    assert_eq!(errors("3.3.0", node), ["mounts/~1data: duplicate-path"]);
    let mut node = with_unit(Unit { contents: Some(text("[Mount]\n")), ..unit("data.mount") });
    node.files = vec![file("/etc/systemd/system/data.mount", text("x"))];
    assert_eq!(errors("3.3.0", node), ["units/data.mount/contents: duplicate-path"]);
}

#[test]
fn a_lab_may_write_the_hosts_name_itself() {
    let config = config("3.3.0", with_file(file("/etc/hostname", text("other\n"))));
    assert!(config.contains("data:,other%0A") && !config.contains("data:,s4%0A"), "{config}");
}

#[test]
fn nothing_is_written_below_a_link_or_a_mount() {
    let root = || "root".to_owned();
    let target = "/var".to_owned();
    let link = Link { path: "/srv".to_owned(), target, hard: false, owner: root(), group: root() };
    let mut node = with_file(file("/srv/x", text("x")));
    node.links = vec![link.clone()];
    assert_eq!(errors("2.1.0", node), ["files/~1srv~1x: path-below-a-file"]);
    let mut node = with_file(file("/data/x", text("x")));
    node.mounts = vec![mount("/data", MountSource::Tmpfs(Tmpfs { size: None }))];
    assert_eq!(errors("3.3.0", node), ["files/~1data~1x: path-below-a-mount"]);
    let relative = Link { hard: true, target: "var".to_owned(), ..link };
    assert_eq!(errors("3.3.0", Node { links: vec![relative], ..machine() }), ["links/~1srv/target: bad-link"]);
}

#[test]
fn two_things_at_one_path_are_shown_both() {
    let folder =
        Directory { path: "/opt/x".to_owned(), mode: 0o755, owner: "root".to_owned(), group: "root".to_owned() };
    let node = Node { directories: vec![folder], ..with_file(file("/opt/x", text("x"))) };
    let found = render("3.3.0", node).expect_err("taken twice");
    assert_eq!(found[0].path, "directories/~1opt~1x");
    assert_eq!(found[0].others[0].path, "files/~1opt~1x");
}

#[test]
fn a_unit_has_a_name_and_lines_that_ignition_reads() {
    let service = |text: String| with_unit(Unit { contents: Some(Contents::Text(text)), ..unit("a.service") });
    assert!(render("3.3.0", service(format!("[Service]\n#{}\n", "x".repeat(2047)))).is_ok());
    let long = service(format!("[Service]\n#{}\n", "x".repeat(2048)));
    assert_eq!(errors("3.3.0", long), ["units/a.service/contents: bad-unit"]);
    assert_eq!(errors("2.1.0", service("[Service\nA=b\n".to_owned())), ["units/a.service/contents: bad-unit"]);
    assert_eq!(errors("3.3.0", with_unit(unit("a.conf"))), ["units/a.conf: bad-unit"]);
    let dropin = Dropin { name: "x".to_owned(), contents: text("[Service]\n") };
    let node = with_unit(Unit { dropins: vec![dropin], ..unit("a.service") });
    assert_eq!(errors("3.3.0", node), ["units/a.service/dropins/x: bad-unit"]);
}

#[test]
fn a_unit_that_would_stay_off_is_no_enabled_unit() {
    let node = with_unit(Unit { enabled: true, contents: Some(text("[Service]\n")), ..unit("a.service") });
    assert_eq!(errors("3.3.0", node), ["units/a.service/enabled: unit-never-starts"]);
    let brought_by_the_image = with_unit(Unit { enabled: true, ..unit("docker.service") });
    assert!(config("3.3.0", brought_by_the_image).contains("\"enabled\": true"));
    let untouched = with_unit(unit("docker.service"));
    assert!(!config("3.3.0", untouched).contains("enabled"), "`false` would switch it off");
}

#[test]
fn a_masked_unit_has_nothing_else() {
    let node = with_unit(Unit { masked: true, contents: Some(text("[Service]\n")), ..unit("a.service") });
    assert_eq!(errors("2.1.0", node), ["units/a.service/masked: bad-unit"]);
}

#[test]
fn keys_for_the_images_account_go_to_the_account_of_that_name() {
    let keys = vec!["ssh-ed25519 AAAA a".to_owned()];
    let mut node = Node { ssh_keys: keys.clone(), ..machine() };
    assert!(config("2.1.0", node.clone()).contains("\"name\": \"core\""));
    let core = dlc_plugin::User { ssh_keys: keys, ..dlc_plugin::testing::user("core") };
    node.users = vec![core];
    assert_eq!(config("2.1.0", node.clone()).matches("ssh-ed25519").count(), 1);
    node.users = Vec::new();
    node.os.login_user = None;
    assert_eq!(errors("3.3.0", node), ["ssh-keys: no-login-user"]);
}

#[test]
fn volumes_and_swap_that_cannot_be_had_are_refused() {
    let nbd = Nbd { server: "s".to_owned(), address: "s".to_owned(), port: 1, export_name: "e".to_owned() };
    let node = Node { mounts: vec![mount("/data", MountSource::Nbd(nbd))], ..machine() };
    assert_eq!(errors("3.3.0", node), ["mounts/~1data/source: not-yet"]);
    let swap = Swap { path: "/swap".to_owned(), size: Some(1), priority: None };
    assert_eq!(errors("3.3.0", Node { swaps: vec![swap], ..machine() }), ["swaps/~1swap/size: not-expressible"]);
}

#[test]
fn docker_mirrors_docker_hub_alone() {
    let quay = Registry {
        name: "quay".to_owned(),
        host: "vol".to_owned(),
        port: 5000,
        address: "vol:5000".to_owned(),
        upstream: Some("https://quay.io".to_owned()),
        tls: true,
    };
    let lab = Lab { registries: vec![quay], ..lab("room") };
    let node = |label: &str| Node { registry_mirrors: vec![label.to_owned()], ..machine() };
    let code = |label| render_in(&lab, "3.3.0", node(label)).expect_err("no mirror")[0].code.clone();
    assert_eq!(code("quay"), "not-expressible");
    assert_eq!(code("nowhere"), "unknown-registry");
}

#[test]
fn a_first_boot_is_remembered_where_the_root_lasts() {
    let run = Command { name: "join".to_owned(), run: text("true\n"), when: CommandWhen::FirstBoot };
    let mut node = Node { commands: vec![run], ..machine() };
    assert!(
        !config("3.3.0", node.clone()).contains("ConditionPathExists"),
        "every boot of a root in memory is the first"
    );
    node.os.memory.root = SystemRoot::Disk;
    let once = config("3.3.0", node.clone());
    assert!(once.contains("ConditionPathExists=!/var/lib/dlc/commands/join\\n"), "{once}");
    assert!(once.contains("ExecStartPost=/usr/bin/touch /var/lib/dlc/commands/join\\n"), "{once}");
    node.commands[0].when = CommandWhen::EveryBoot;
    assert!(!config("3.3.0", node).contains("ConditionPathExists"));
}

#[test]
fn what_would_break_a_small_file_or_unit_is_refused() {
    let setting = |name: &str, value: &str| Node {
        sysctl: vec![Setting { name: name.to_owned(), value: value.to_owned() }],
        ..machine()
    };
    assert_eq!(errors("3.3.0", setting("a b", "1")), ["sysctl/a b: bad-setting"]);
    assert_eq!(errors("3.3.0", setting("a", "1\nb = 2")), ["sysctl/a: bad-setting"]);
    assert_eq!(errors("3.3.0", Node { modules: vec!["a b".to_owned()], ..machine() }), ["modules/0: bad-setting"]);
    let networkd = Networkd { name: "a.conf".to_owned(), contents: Some(text("")), dropins: Vec::new() };
    let at = "networkd/a.conf: bad-networkd-name";
    assert_eq!(errors("2.1.0", Node { networkd: vec![networkd], ..machine() }), [at]);
    let run = Command { name: "a b".to_owned(), run: text(""), when: CommandWhen::EveryBoot };
    assert_eq!(errors("3.3.0", Node { commands: vec![run], ..machine() }), ["commands/a b: bad-name"]);
    let account = User { comment: Some("a:b".to_owned()), ..user("a") };
    assert_eq!(errors("3.3.0", Node { users: vec![account], ..machine() }), ["users/a/comment: bad-account"]);
    let option = Mount { options: vec!["a,b".to_owned()], ..mount("/data", MountSource::Tmpfs(Tmpfs { size: None })) };
    assert_eq!(errors("3.3.0", Node { mounts: vec![option], ..machine() }), ["mounts/~1data/options/0: bad-mount"]);
}

#[test]
fn a_container_that_docker_would_start_otherwise_is_refused() {
    let container = |name: &str, mounts: &[&str], host_network: bool| Container {
        name: name.to_owned(),
        image: "i".to_owned(),
        command: Vec::new(),
        environment: Vec::new(),
        ports: vec![Port { host: 80, container: 80, protocol: Protocol::Tcp }],
        mounts: mounts.iter().map(|mount| (*mount).to_owned()).collect(),
        host_network,
        privileged: false,
    };
    let with = |container| Node { containers: vec![container], ..machine() };
    assert_eq!(errors("3.3.0", with(container("a b", &[], false))), ["containers/a b: bad-name"]);
    assert_eq!(errors("3.3.0", with(container("a", &["/x:y"], false))), ["containers/a/mounts/0: bad-container"]);
    assert_eq!(errors("3.3.0", with(container("a", &[], true))), ["containers/a/ports: bad-container"]);
    assert!(render("3.3.0", with(container("a", &["/x"], false))).is_ok());
}

#[test]
fn every_mistake_is_told_at_once() {
    let node = Node {
        files: vec![file("opt/x", text("x"))],
        packages: vec!["nginx".to_owned()],
        units: vec![unit("a.conf")],
        ..machine()
    };
    assert_eq!(
        errors("3.3.0", node),
        ["files/opt~1x: bad-path", "units/a.conf: bad-unit", "packages/0: not-expressible"]
    );
}

fn mount(path: &str, source: MountSource) -> Mount {
    Mount { path: path.to_owned(), source, filesystem: None, options: Vec::new(), required: true }
}
