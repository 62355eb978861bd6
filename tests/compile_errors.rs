//! What the compiler says of pipelines that cannot be.
//!
//! Each program in `tests/compile_errors` must be refused. The library that this test is linked with is
//! named to `rustc` directly, so nothing is built a second time. What the compiler says is compared with
//! a snapshot only for the compiler the snapshots were taken from, whose version is their folder's name:
//! the words are the compiler's own and change with it. For others it is checked that the program is
//! refused. `STEADFAST_BLESS=1 cargo test --test compile_errors` takes the snapshots again.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The compiler whose words are kept.
const SNAPSHOTS: &str = "1.95";

fn rustc() -> Command {
    Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
}

/// The version of the compiler, such as `1.95`, and the host it builds for.
fn compiler() -> Option<(String, String)> {
    let out = rustc().arg("-vV").output().ok()?;
    let text = String::from_utf8(out.stdout).ok()?;
    let line = |name: &str| {
        text.lines().find_map(|line| line.strip_prefix(name)).map(|rest| rest.trim().to_owned())
    };
    let release = line("release:")?;
    let short = release.split('.').take(2).collect::<Vec<_>>().join(".");
    Some((short, line("host:")?))
}

/// The folder of this test and its libraries, and the newest build of the library in it.
fn library() -> (PathBuf, PathBuf) {
    let folder = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let newest = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| {
            let name = path.file_name().unwrap().to_string_lossy();
            name.starts_with("libsteadfast-") && name.ends_with(".rlib")
        })
        .max_by_key(|path| path.metadata().unwrap().modified().unwrap())
        .expect("the library this test is linked with");
    (folder, newest)
}

/// What the compiler says of a program, one line a statement: the error, the place it points to with
/// its label, and its notes. Places in the library are left out: they move with every edit.
fn verdict(case: &Path, folder: &Path, library: &Path) -> String {
    let mut external = std::ffi::OsString::from("steadfast=");
    external.push(library);
    let out = rustc()
        .args(["--edition=2024", "--crate-type=bin", "--emit=metadata", "--error-format=json"])
        .args(["-A", "warnings", "-o"])
        .arg(Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile_error.rmeta"))
        .arg("-L")
        .arg(folder)
        .arg("--extern")
        .arg(external)
        .arg(case)
        .output()
        .unwrap();
    let text = String::from_utf8(out.stderr).unwrap();
    assert!(!out.status.success(), "{} compiles", case.display());
    let mut said = String::new();
    for line in text.lines() {
        let message: Value = serde_json::from_str(line).unwrap();
        // A summary or a hint where to read more has no code and no place.
        if message["spans"].as_array().is_some_and(|spans| !spans.is_empty()) {
            statement(&message, &mut said);
        }
    }
    said
}

fn statement(message: &Value, out: &mut String) {
    let code = message["code"]["code"].as_str().map(|code| format!("[{code}]")).unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    out.push_str(&format!("{}{code}: {}\n", text(&message["level"]), text(&message["message"])));
    for span in message["spans"].as_array().into_iter().flatten() {
        let Some(line) = here(span) else { continue };
        let label = text(&span["label"]);
        out.push_str(&format!("    line {line} `{}` {label}\n", marked(span)));
    }
    for child in message["children"].as_array().into_iter().flatten() {
        let said = text(&child["message"]);
        // The first names a file of this machine, the others change with every new stage.
        let passing = ["has been written to", "--verbose", "the following other types implement"];
        if !passing.iter().any(|words| said.contains(words)) {
            out.push_str(&format!("    {}: {}\n", text(&child["level"]), said.replace('\n', " ")));
        }
    }
}

/// The line of a place in the program itself.
fn here(span: &Value) -> Option<u64> {
    span["file_name"].as_str()?.contains("compile_errors").then(|| span["line_start"].as_u64())?
}

/// The text a place marks.
fn marked(span: &Value) -> String {
    let line = span["text"][0]["text"].as_str().unwrap_or_default();
    let at = |name: &str| usize::try_from(span[name].as_u64().unwrap_or(1)).unwrap_or(1) - 1;
    line.chars().skip(at("column_start")).take(at("column_end") - at("column_start")).collect()
}

#[test]
fn pipelines_that_cannot_be_are_refused_in_few_words() {
    let Some((version, host)) = compiler() else {
        println!("no rustc beside this test: nothing to ask");
        return;
    };
    let (arch, os) = (std::env::consts::ARCH, std::env::consts::OS);
    if !(host.starts_with(arch) && host.contains(os)) {
        println!("rustc builds for {host}, this test runs on {arch} {os}: they share no library");
        return;
    }
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compile_errors");
    let (folder, library) = library();
    let snapshots = cases.join(SNAPSHOTS);
    let bless = std::env::var_os("STEADFAST_BLESS").is_some();
    let mut programs: Vec<PathBuf> = std::fs::read_dir(&cases)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    programs.sort();
    assert!(programs.len() >= 10, "found {} programs", programs.len());
    for program in programs {
        let said = verdict(&program, &folder, &library);
        assert!(said.starts_with("error[E0"), "{}: {said}", program.display());
        assert!(!said.contains("E0463") && !said.contains("E0514"), "no library: {said}");
        let snapshot = snapshots.join(program.file_name().unwrap()).with_extension("txt");
        if version != SNAPSHOTS {
            println!("rustc {version}: {} is refused", program.display());
        } else if bless {
            std::fs::create_dir_all(&snapshots).unwrap();
            std::fs::write(&snapshot, &said).unwrap();
        } else {
            let expected = std::fs::read_to_string(&snapshot).unwrap().replace("\r\n", "\n");
            assert_eq!(said, expected, "{}", program.display());
        }
    }
}
