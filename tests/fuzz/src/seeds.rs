//! What fuzzing begins with: every program of the repository, a file each, and beside it the words of the language.

#[path = "../../mutations/samples.rs"]
#[allow(dead_code, reason = "only the texts are needed here")]
mod samples;

use std::path::Path;

/// Writes them into the folder that the environment names, before libFuzzer looks there. Nothing if it names none.
pub fn write() {
    if let Some(folder) = std::env::var_os("DLC_FUZZ_SEEDS") {
        write_into(Path::new(&folder)).expect("seeds can be written");
    }
}

fn write_into(folder: &Path) -> std::io::Result<()> {
    let seeds = folder.join("seeds");
    std::fs::create_dir_all(&seeds)?;
    let programs = samples::examples().into_iter().chain(samples::suite()).map(|sample| sample.text().to_owned());
    let library = dlc_stdlib::FILES.iter().map(|(_, text)| (*text).to_owned());
    for (number, text) in programs.chain(library).enumerate() {
        std::fs::write(seeds.join(format!("{number:04}.dl")), text)?;
    }
    let reserved = dlc_syntax::words::RESERVED.iter().map(|(word, _)| *word);
    let others = [dlc_syntax::words::STATEMENTS, dlc_syntax::words::CONTEXTUAL, dlc_syntax::words::TAGS].concat();
    let words = reserved.chain(others).map(|word| format!("\"{word}\"\n"));
    let marks = ["\\\"\\\"\\\"", "\\\\(", "+=", ":=", "..", "->", "10.0.0.0/24", "02:00:00:00:00:01", "8GiB", "1.9.1"];
    let words: String = words.chain(marks.iter().map(|mark| format!("\"{mark}\"\n"))).collect();
    std::fs::write(folder.join("words.dict"), words)
}
