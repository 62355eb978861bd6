//! Runs the reference cases of other people's software against this crate.
//!
//! The cases are folders under `tests/cases`, or under the folder that `STEADFAST_CASES` names.
//! `STEADFAST_FILTER=prefix,prefix` picks some by name. One line a case, and as the last line
//! `conformance: cases=N passed=P difference=D unsupported=U failed=F`; the exit code is 1 when a
//! case failed and 2 when there is no case to run.
#![expect(clippy::print_stdout, reason = "the report is the product of this program")]
#![expect(clippy::print_stderr, reason = "a run without cases says so beside the report")]

use std::path::PathBuf;
use std::process::ExitCode;

#[path = "conformance/mod.rs"]
mod conformance;

use conformance::{CaseDir, Verdict, outcome_of};

fn main() -> ExitCode {
    // libtest's flags are not for us; its name filters are.
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let names: Vec<&String> = arguments.iter().filter(|a| !a.starts_with('-')).collect();
    let listed = arguments.iter().any(|a| a == "--list");
    if listed || !(names.is_empty() || names.iter().any(|n| "conformance".contains(n.as_str()))) {
        return ExitCode::SUCCESS;
    }
    let shipped = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests").join("cases");
    let folder = std::env::var_os("STEADFAST_CASES").map_or(shipped, PathBuf::from);
    let cases = match CaseDir::discover(&folder) {
        Ok(cases) if !cases.is_empty() => cases,
        Ok(_) => {
            eprintln!("conformance: no case in {}", folder.display());
            return ExitCode::from(2);
        }
        Err(error) => {
            eprintln!("conformance: {}: {error}", folder.display());
            return ExitCode::from(2);
        }
    };
    let filter = std::env::var("STEADFAST_FILTER").unwrap_or_default();
    let prefixes: Vec<&str> = filter.split(',').map(str::trim).filter(|p| !p.is_empty()).collect();
    let picked =
        |name: &str| prefixes.is_empty() || prefixes.iter().any(|prefix| name.starts_with(prefix));

    let (mut run, mut passed, mut difference, mut unsupported, mut failed) = (0, 0, 0, 0, 0);
    for case in cases.iter().filter(|case| picked(&case.name)) {
        let outcome = outcome_of(case);
        println!("{}", outcome.line(&case.name));
        for detail in &outcome.details {
            println!("    {detail}");
        }
        run += 1;
        match outcome.verdict {
            Verdict::Pass => passed += 1,
            Verdict::Difference => difference += 1,
            Verdict::Unsupported => unsupported += 1,
            Verdict::Fail => failed += 1,
        }
    }
    println!(
        "conformance: cases={run} passed={passed} difference={difference} \
         unsupported={unsupported} failed={failed}"
    );
    match (run, failed) {
        (0, _) => {
            eprintln!("conformance: STEADFAST_FILTER={filter} picks no case");
            ExitCode::from(2)
        }
        (_, 0) => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
