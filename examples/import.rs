//! A model of another library becomes an artifact, certified by that library's own answers.
//!
//! ```sh
//! import --model FILE --rows ROWS.csv --out FILE.steadfast
//!        [--answers ANSWERS.csv --library NAME --version VERSION [--single]]
//! ```
//!
//! FILE is a text model of LightGBM, a JSON or UBJSON model of XGBoost, an ONNX graph or a pipeline of scikit-learn as
//! `examples/python/export_sklearn.py` writes it; which, its content tells. ANSWERS.csv holds a header line and one line a
//! row of ROWS.csv: the predictions, or the probabilities of the classes. With `--single` they are compared in single
//! precision. The artifact keeps rows and answers and compares them again whenever it is loaded.
#![expect(clippy::print_stdout, reason = "a program prints what it found")]

use std::path::PathBuf;
use steadfast::SourceAnswers;
use steadfast::data::{ColumnType, CsvReader};
use steadfast::import::AnyImport;
use steadfast::prelude::*;

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {}", error.to_string().replace('\n', " "));
        std::process::exit(2);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    use lexopt::{Arg::Long, ValueExt};
    let (mut model, mut rows, mut out, mut answers) = (None, None, None, None);
    let (mut library, mut version, mut single) = (String::new(), String::new(), false);
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next()? {
        match arg {
            Long("model") => model = Some(PathBuf::from(args.value()?)),
            Long("rows") => rows = Some(PathBuf::from(args.value()?)),
            Long("out") => out = Some(PathBuf::from(args.value()?)),
            Long("answers") => answers = Some(PathBuf::from(args.value()?)),
            Long("library") => library = args.value()?.string()?,
            Long("version") => version = args.value()?.string()?,
            Long("single") => single = true,
            other => return Err(other.unexpected().into()),
        }
    }
    let file = std::fs::read(model.ok_or("--model FILE is missing")?)?;
    let imported = AnyImport::read(&file)?;
    let rows = CsvReader::new()
        .types(imported.columns())
        .only_declared()
        .read_path(rows.ok_or("--rows FILE is missing")?)?;
    let mut model = imported.model(&rows)?;
    if let Some(answers) = answers {
        let table = CsvReader::new().read_path(answers)?;
        let names: Vec<String> = table.names().map(ToString::to_string).collect();
        let reals = names.iter().map(|name| (name.clone(), ColumnType::Real));
        let table =
            reals.map(|(name, _)| name).try_fold(Table::of_rows(table.rows()), |all, name| {
                let column =
                    table.column(&name)?.reals().map(|values| Column::Real(values.into_owned()));
                let column =
                    column.ok_or_else(|| Error::Evaluate(format!("`{name}` is not numbers")))?;
                all.with(name, column)
            })?;
        let answers =
            Assemble::new().allow_missing().allow_infinite().fit(&table, &())?.apply(&table)?;
        let source = SourceAnswers::new(library, version, rows, answers);
        model = model.certify(&if single { source.single_precision() } else { source })?;
    }
    let digest = model.save(out.ok_or("--out FILE is missing")?)?;
    print!("{}", model.describe());
    println!("saved: SHA-256 {digest}");
    Ok(())
}
