//! Prints one digest a case: the bits this target computes.
//!
//! `steadfast-targets [--show CASE] [GOLDEN_FOLDER]`. Every target must print the lines of
//! `tests/targets/digests.txt`. `--show` writes out each word of one case, to find the value that differs.

mod arithmetic;
mod digest;
mod functions;
mod golden;
mod inputs;
mod reductions;
mod text;

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use digest::Report;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("steadfast-targets: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> io::Result<()> {
    let mut show = None;
    let mut folder = None;
    let mut arguments = std::env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--show" {
            let name = arguments.next().ok_or_else(|| io::Error::other("--show wants a case"))?;
            show = Some(name.to_string_lossy().into_owned());
        } else {
            folder = Some(PathBuf::from(argument));
        }
    }
    let mut report = Report::new(io::stdout().lock(), show);
    arithmetic::run(&mut report);
    text::run(&mut report);
    reductions::run(&mut report);
    functions::run(&mut report);
    if let Some(folder) = folder {
        golden::run(&mut report, &folder)?;
    }
    report.finish()
}
