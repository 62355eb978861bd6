//! The batch job as people run it: exit status, header, one line a row, one clear line when it fails.
#![cfg(feature = "train")]
#![expect(clippy::unwrap_used, reason = "helpers of tests stop the test")]

use std::path::{Path, PathBuf};
use std::process::Command;
use steadfast::data::{Answer, Extra, Policy};
use steadfast::prelude::*;

/// `cargo test` builds the examples before it runs the tests.
fn program() -> PathBuf {
    let this = std::env::current_exe().unwrap();
    let release = this.parent().and_then(Path::parent).unwrap();
    let program = release.join("examples").join(format!("score{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.is_file(),
        "{} is not built: run the whole `cargo test`, or `cargo build --release --example score`",
        program.display()
    );
    program
}

struct Job {
    folder: tempfile::TempDir,
    model: PathBuf,
}

struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn train(training: &Training, path: &Path) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/titanic.csv");
    let (x, y) = Table::read_csv(file).unwrap().split_labels("survived").unwrap();
    let x = x.select(&["pclass", "sex", "age", "fare"]).unwrap();
    let recipe = Impute::median()
        .then(OneHot::new().unknown(Unknown::Ignore))
        .then(Standardize::new())
        .then(Assemble::new())
        .then(Logistic::new());
    training.fit(&recipe, &x, &y).unwrap().save(path).unwrap();
}

impl Job {
    fn new(training: &Training) -> Job {
        let folder = tempfile::tempdir().unwrap();
        let model = folder.path().join("model.steadfast");
        train(training, &model);
        Job { folder, model }
    }

    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn score(&self, input: &Path, more: &[&str]) -> Ran {
        let mut command = Command::new(program());
        command.arg("--model").arg(&self.model).arg("--input").arg(input).args(more);
        run(&mut command)
    }

    /// The output of a run that must succeed, line by line.
    fn lines(&self, input: &Path, more: &[&str]) -> Vec<String> {
        let ran = self.score(input, more);
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.out.lines().map(str::to_owned).collect()
    }
}

fn run(command: &mut Command) -> Ran {
    let output = command.output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// Exit status 2 with one line, which holds `needle`.
fn refused(ran: &Ran, needle: &str) {
    assert_eq!(ran.code, Some(2), "{}{}", ran.out, ran.err);
    assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
    assert!(ran.err.starts_with("error: ") && ran.err.contains(needle), "{}", ran.err);
}

const HEADER: &str = "label,probability_0,probability_1";

const ROWS: &str = "pclass,sex,age,fare\n3,male,22,7.25\n1,female,38,71.2833\n2,male,,13\n";

#[test]
fn a_header_and_one_line_a_row() {
    let job = Job::new(&Training::new());
    let lines = job.lines(&job.file("rows.csv", ROWS), &[]);
    assert_eq!(lines.len(), 4);
    assert_eq!(lines[0], HEADER);
    let model = steadfast::load(&job.model).unwrap().typed::<Classes>().unwrap();
    let reader = steadfast::data::CsvReader::new().types(model.schema().types());
    let answers = model.predict(&reader.read_str(ROWS).unwrap()).unwrap();
    let bits = job.lines(&job.file("rows.csv", ROWS), &["--bits"]);
    for row in 0..3 {
        let label = answers.label(row).unwrap();
        let [p, q] = [answers.row(row)[0], answers.row(row)[1]];
        assert_eq!(lines[row + 1], format!("{label},{p:?},{q:?}"));
        assert_eq!(bits[row + 1], format!("{label},{:016x},{:016x}", p.to_bits(), q.to_bits()));
    }
}

#[test]
fn a_file_is_written_and_json_lines_give_the_same_bytes() {
    let job = Job::new(&Training::new());
    let csv = job.file("rows.csv", ROWS);
    let json = job.file(
        "rows.jsonl",
        "{\"fare\": 7.25, \"pclass\": 3, \"sex\": \"male\", \"age\": 22}\n\
         {\"pclass\": 1, \"sex\": \"female\", \"age\": 38.0, \"fare\": 71.2833, \"note\": \"x\"}\n\
         {\"pclass\": 2, \"sex\": \"male\", \"age\": null, \"fare\": 13}\n",
    );
    let out = job.folder.path().join("out.csv");
    let ran = job.score(&csv, &["--bits", "--out", out.to_str().unwrap()]);
    assert_eq!((ran.code, &*ran.out, &*ran.err), (Some(0), "", ""));
    let expected = job.score(&csv, &["--bits"]).out;
    assert_eq!(std::fs::read_to_string(&out).unwrap(), expected);
    for more in [&["--bits"][..], &["--bits", "--threads", "8", "--block", "1"]] {
        assert_eq!(job.score(&json, more).out, expected);
        assert_eq!(job.score(&csv, more).out, expected);
    }
}

#[test]
fn refused_rows_are_empty_and_have_their_reason() {
    let policy = Policy { missing: Answer::Refuse, unseen: Answer::Refuse, ..Policy::default() };
    let job = Job::new(&Training::new().policies(policy).policy("age", Policy::default()));
    let text = "pclass,sex,age,fare\n3,male,22,7.25\n1,female,old,71.2833\n2,robot,30,13\n\
                1,male\n3,male,22,\n3,male,22,7.25\n";
    let input = job.file("rows.csv", text);
    let plain = job.lines(&job.file("good.csv", ROWS), &["--bits"]);
    for block in ["1", "2", "1024"] {
        let ran = job.score(&input, &["--bits", "--block", block]);
        assert_eq!(ran.code, Some(0));
        let lines: Vec<&str> = ran.out.lines().collect();
        assert_eq!(lines, [HEADER, &plain[1], ",,", ",,", ",,", ",,", &plain[1]]);
        let reasons: Vec<&str> = ran.err.lines().collect();
        assert_eq!(
            reasons,
            [
                "row 1: input, line 3, column `age`: expected real, found `old`",
                "row 2: stage `input`, column `sex`, row 2: expected one of `female`, `male`, found `robot`",
                "row 3: input, line 5: expected 4 cells, found 2",
                "row 4: stage `input`, column `fare`, row 4: expected a real value, found missing",
                "4 rows refused",
            ]
        );
    }
}

#[test]
fn an_input_without_rows() {
    let job = Job::new(&Training::new());
    assert_eq!(job.lines(&job.file("head.csv", "pclass,sex,age,fare\n"), &[]), [HEADER]);
    assert_eq!(job.lines(&job.file("none.jsonl", ""), &[]), [HEADER]);
    refused(&job.score(&job.file("none.csv", ""), &[]), "the input is empty");
}

#[test]
fn wrong_columns_are_named() {
    let job = Job::new(&Training::new());
    let lacks = job.file("lacks.csv", "pclass,sex,fare\n3,male,7.25\n");
    refused(&job.score(&lacks, &[]), "`age`");
    let twice = job.file("twice.csv", "pclass,sex,age,fare,sex\n3,male,2,7.25,male\n");
    refused(&job.score(&twice, &[]), "`sex` appears twice");
    let more = job.file("more.csv", "note,pclass,sex,age,fare\nhi,3,male,22,7.25\n");
    let expected = job.lines(&job.file("rows.csv", ROWS), &[]);
    assert_eq!(job.lines(&more, &[])[..], expected[..2]);
    let strict = Job::new(&Training::new().extra_columns(Extra::Refuse));
    refused(&strict.score(&more, &[]), "`note`");
}

#[test]
fn a_model_that_is_none_is_refused() {
    let job = Job::new(&Training::new());
    let input = job.file("rows.csv", ROWS);
    let score = |model: &Path| {
        run(Command::new(program()).arg("--model").arg(model).arg("--input").arg(&input))
    };
    refused(&score(&job.folder.path().join("nowhere.steadfast")), "nowhere.steadfast");
    refused(&score(job.folder.path()), "reading");
    refused(&score(&input), "not a steadfast artifact");
    refused(&score(&job.file("empty", "")), "");
    let bytes = std::fs::read(&job.model).unwrap();
    for at in [9, bytes.len() / 2, bytes.len() - 1] {
        let mut spoiled = bytes.clone();
        spoiled[at] ^= 1;
        refused(&score(&job.file("spoiled", &spoiled)), "");
        refused(&score(&job.file("short", &bytes[..at])), "");
    }
}

#[test]
fn wrong_options_are_named() {
    let job = Job::new(&Training::new());
    let input = job.file("rows.csv", ROWS);
    refused(&job.score(&input, &["--surprise"]), "--surprise");
    refused(&job.score(&input, &["--threads", "many"]), "many");
    refused(&job.score(&input, &["extra"]), "extra");
    refused(&job.score(&input, &["--out", "/nowhere/at/all.csv"]), "/nowhere/at/all.csv");
    refused(&job.score(&job.folder.path().join("rows.tsv"), &[]), "rows.tsv");
    refused(&run(&mut Command::new(program())), "--model");
    refused(&run(Command::new(program()).arg("--model").arg(&job.model)), "--input");
}

#[test]
fn a_row_is_followed_through_every_stage() {
    let job = Job::new(
        &Training::new().policies(Policy { missing: Answer::Refuse, ..Policy::default() }),
    );
    let input = job.file("rows.csv", ROWS.replace("38", "thirty-eight"));
    let ran = job.score(&input, &["--trace", "0"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let last = ran.out.lines().last().unwrap();
    let bits = job.lines(&input, &["--bits"]);
    let bits = bits[1].rsplit(',').next().unwrap();
    assert!(last.contains(bits), "{last} does not end in {bits}");
    for stage in ["input", "impute", "one_hot", "standard", "assemble", "logistic"] {
        assert!(ran.out.lines().any(|line| line.contains(stage)), "no {stage}:\n{}", ran.out);
    }
    refused(&job.score(&input, &["--trace", "1"]), "line 3, column `age`");
    refused(&job.score(&input, &["--trace", "2"]), "column `age`, row 2");
    refused(&job.score(&input, &["--trace", "3"]), "no row 3");
}

/// The last column of the output as numbers, for rows of a reference case and its own model file.
fn foreign(case: &str, file: &str) -> Vec<f64> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case);
    let mut command = Command::new(program());
    command.arg("--model").arg(folder.join(file)).arg("--input").arg(folder.join("input.csv"));
    let ran = run(&mut command);
    assert_eq!(ran.code, Some(0), "{case}: {}", ran.err);
    let cells = ran.out.lines().skip(1).map(|line| line.rsplit(',').next().unwrap());
    cells.map(|cell| cell.parse().unwrap()).collect()
}

/// What the library printed: the last of so many numbers a row.
fn printed(case: &str, file: &str, key: &str, width: usize) -> Vec<f64> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(case);
    let text = std::fs::read_to_string(folder.join(file)).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let values = json[key]["values"].as_array().unwrap();
    values.iter().skip(width - 1).step_by(width).map(|x| x.as_f64().unwrap()).collect()
}

#[test]
fn files_of_other_libraries_are_told_by_their_content() {
    let mut checks = vec![
        ("lgb_poisson_bikeshare", "model.txt", "expected.json", "predict", 1, 1e-15),
        ("xgb_binary_titanic_cat_missing", "model.json", "expected.json", "predict", 1, 1e-6),
        ("xgb_binary_titanic_cat_missing", "model.ubj", "expected.json", "predict", 1, 1e-6),
        ("sk_penguins_gb_multi", "pipeline.json", "expected.json", "predict_proba", 3, 1e-15),
    ];
    if cfg!(feature = "onnx") {
        let (file, expected) = ("model_float.onnx", "expected_onnx_float.json");
        checks.push(("sk_penguins_gb_multi", file, expected, "probabilities", 3, 1e-5));
    }
    for (case, file, expected, key, width, relative) in checks {
        let (found, expected) = (foreign(case, file), printed(case, expected, key, width));
        assert!(found.len() >= expected.len() && !expected.is_empty(), "{case} {file}");
        for (row, (found, expected)) in found.iter().zip(&expected).enumerate() {
            approx::assert_relative_eq!(found, expected, max_relative = relative, epsilon = 0.0);
            assert!(found.is_finite(), "{case} {file}: row {row}");
        }
    }
}

#[test]
fn a_file_that_looks_like_two_formats_is_refused() {
    let job = Job::new(&Training::new());
    let rows = job.file("rows.csv", ROWS);
    let refuse = |bytes: &str, needle: &str| {
        let model = job.file("model", bytes);
        let mut command = Command::new(program());
        refused(&run(command.arg("--model").arg(model).arg("--input").arg(&rows)), needle);
    };
    refuse(r#"{"format":"sklearn-pipeline-json/1","learner":{}}"#, "two formats");
    refuse("hello", "none of the formats");
}
