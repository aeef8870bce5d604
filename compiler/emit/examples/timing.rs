//! How long a tree takes, against writing and hashing the same files plainly.
//!
//! `cargo run --release -p dlc-emit --example timing -- FOLDER [FILES] [BYTES]`; the folder must not exist.

#![allow(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a benchmark reads the clock and the command line, and prints"
)]

use dlc_emit::{Audience, Disk, Entry, Facts, Options, Root, Writer, bundle, sha256, verify};
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let folder = PathBuf::from(args.next().ok_or("expected a folder that does not exist")?);
    let files: usize = args.next().map_or(Ok(10_000), |n| n.parse())?;
    let size: usize = args.next().map_or(Ok(3_000), |n| n.parse())?;
    fs::create_dir(&folder)?;
    let paths: Vec<String> = (0..files).map(|i| format!("ignition/node{i:05}.ign")).collect();
    let line = |i: usize| {
        format!("{{\"path\":\"/etc/hosts\",\"contents\":{{\"source\":\"data:,10.0.{}.{}\"}}}},\n", i / 256, i % 256)
    };
    let contents: Vec<String> =
        (0..files).map(|i| line(i).repeat(size / line(i).len() + 1)[..size].to_owned()).collect();
    let changed: Vec<String> = contents.iter().map(|text| text.replace("hosts", "horst")).collect();
    let few: Vec<String> =
        (0..files).map(|i| if i % 100 == 0 { changed[i].clone() } else { contents[i].clone() }).collect();

    let measure = |name: &str, plain: f64, run: &mut dyn FnMut() -> Result<(), Box<dyn Error>>| {
        let start = Instant::now();
        run()?;
        let time = start.elapsed().as_secs_f64();
        let ratio = if plain > 0.0 { time / plain } else { 1.0 };
        println!("{name:<34} {:8.1} ms {:7.2} us/file  ratio {ratio:.2}", time * 1e3, time * 1e6 / files as f64);
        Ok::<f64, Box<dyn Error>>(time)
    };
    let out = folder.join("build");
    for round in 0..3 {
        let plain = folder.join(format!("plain{round}"));
        let base = measure("plain write and hash", 0.0, &mut || write_plainly(&plain, &paths, &contents))?;
        let fresh = folder.join(format!("fresh{round}"));
        measure("fresh tree", base, &mut || build(&fresh, &paths, &contents))?;
        build(&out, &paths, &contents)?;
        measure("same tree again", base, &mut || build(&out, &paths, &contents))?;
        measure("one file in a hundred changed", base, &mut || build(&out, &paths, &few))?;
        measure("every file changed", base, &mut || build(&out, &paths, &changed))?;
    }
    measure("verify", 0.0, &mut || Ok(verify(&Disk, &out).map(drop)?))?;
    measure("bundle", 0.0, &mut || Ok(bundle(&Disk, &out, &folder.join("lab.tar.zst")).map(drop)?))?;
    println!("bundle has {} bytes of {}", fs::metadata(folder.join("lab.tar.zst"))?.len(), files * size);
    Ok(fs::remove_dir_all(folder)?)
}

fn write_plainly(folder: &Path, paths: &[String], contents: &[String]) -> Result<(), Box<dyn Error>> {
    fs::create_dir_all(folder.join("ignition"))?;
    let mut all = 0;
    for (path, contents) in paths.iter().zip(contents) {
        fs::write(folder.join(path), contents)?;
        all ^= sha256(contents.as_bytes()).0[0];
    }
    std::hint::black_box(all);
    Ok(())
}

fn build(out: &Path, paths: &[String], contents: &[String]) -> Result<(), Box<dyn Error>> {
    let mut writer = Writer::begin(&Disk, out, Options::default())?;
    for (path, contents) in paths.iter().zip(contents) {
        writer.add(&Entry {
            root: Root::Http,
            path,
            mode: 0o644,
            media_type: "application/json",
            audience: Audience::Network,
            secret: false,
            target: "ignition",
            node: Some("node"),
            contents: &[contents.as_bytes()],
        })?;
    }
    writer.finish(Facts { compiler: "0.1.0".to_owned(), ..Facts::default() })?;
    Ok(())
}
