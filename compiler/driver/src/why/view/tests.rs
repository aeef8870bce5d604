use super::*;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::io::Write as _;

fn input(step: &str) -> InputPath {
    InputPath::in_lab([step])
}

fn archive(members: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, text) in members {
        let mut header = tar::Header::new_ustar();
        header.set_size(text.len() as u64);
        archive.append_data(&mut header, path, text.as_bytes()).expect("it fits");
    }
    archive.into_inner().expect("it is in memory")
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(bytes).expect("it is in memory");
    packed.finish().expect("it is in memory")
}

/// What stands at a place below a file, and the first input behind it.
fn found(made: &Made, path: &str, place: &str) -> Result<(String, InputPath), String> {
    let super::super::place::Place { steps, at } = super::super::place::Place::parse(place)?;
    let (view, _, pointer) = View::of(path, made).enter(&steps).map_err(|missing| missing.message)?;
    let found = view.find(pointer.as_deref(), at).map_err(|missing| missing.message)?;
    let text = String::from_utf8_lossy(&view.bytes[found.range.clone()]).into_owned();
    Ok((text, found.inputs.first().cloned().unwrap_or(input("nothing"))))
}

#[test]
fn members_of_a_packed_archive_are_looked_into_with_their_own_traces() {
    let members = [("./etc/hosts", "one\ntwo\n"), ("etc/app.json", "{ \"a\": [1, 2] }")];
    let trace = |pointer: &str, step: &str| (Place::Pointer(pointer.to_owned()), vec![input(step)]);
    let made = Made {
        bytes: packed(&archive(&members)),
        traces: vec![
            (Place::Whole, vec![input("all")]),
            trace("/etc~1hosts", "hosts"),
            trace("/etc~1app.json/a/1", "second"),
        ],
        ..Made::default()
    };
    let found = |place: &str| found(&made, "x.apkovl.tar.gz", place);
    assert_eq!(found("!etc/hosts:2"), Ok(("two".to_owned(), input("hosts"))));
    assert_eq!(found("!/etc/app.json#/a/1"), Ok(("2".to_owned(), input("second"))));
    assert_eq!(found("!etc/app.json#/a/0"), Ok(("1".to_owned(), input("all"))));
    assert_eq!(found("!etc/app.json@8"), Ok(("1".to_owned(), input("all"))));
    assert_eq!(found("!etc/passwd"), Err("the archive has no member `etc/passwd`".to_owned()));
    assert_eq!(found("@3").map(|(_, input)| input), Ok(input("all")));
}

#[test]
fn what_a_data_url_packs_is_looked_into_too() {
    let url = |bytes: &[u8]| format!("data:;base64,{}", STANDARD.encode(bytes));
    let document = serde_json::json!({
        "packed": url(&packed(b"one\ntwo\n")),
        "archive": url(&packed(&archive(&[("inner.gz", "not packed")]))),
        "plain": "a\nb",
    });
    let made = Made {
        bytes: document.to_string().into_bytes(),
        traces: vec![(Place::Pointer("/packed".to_owned()), vec![input("file")])],
        ..Made::default()
    };
    let found = |place: &str| found(&made, "x.json", place);
    assert_eq!(found("#/packed!:2"), Ok(("two".to_owned(), input("file"))));
    assert_eq!(found("#/archive!inner.gz:1").map(|(text, _)| text), Ok("not packed".to_owned()));
    assert_eq!(found("#/plain!:2").map(|(text, _)| text), Ok("b".to_owned()));
    assert_eq!(found("#/packed!x"), Err("what is asked for `!x` is no tar archive".to_owned()));
}
