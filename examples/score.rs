//! The batch job: scores a CSV or JSON-lines file of any size with a saved model, or with a model of LightGBM, XGBoost,
//! scikit-learn or ONNX, whichever its content tells.
//!
//! ```sh
//! score --model FILE --input ROWS.csv [--out FILE] [--bits] [--threads N] [--block N] [--trace ROW]
//! ```
//!
//! Prints a header line and one line a row: the outputs alone. A row that is refused has empty
//! outputs, and its reason goes to standard error. With `--bits` each number is its 16 hexadecimal
//! digits. Exit status 0, or 2 with one line that says why.
#![expect(clippy::print_stdout, reason = "a program prints what it found")]

use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::ops::Range;
use std::path::{Path, PathBuf};
use steadfast::Outcomes;
use steadfast::data::{Block, CsvReader, CsvWriter, Data, Extra, JsonLinesReader, Schema};
use steadfast::import::{AnyImport, Format};
use steadfast::prelude::*;

/// Rows read before they are spread over threads.
const READ: usize = 1 << 14;

struct Options {
    model: PathBuf,
    input: PathBuf,
    out: Option<PathBuf>,
    bits: bool,
    batch: Batch,
    block: usize,
    trace: Option<usize>,
}

fn main() {
    if let Err(error) = options().and_then(|options| run(&options)) {
        // One line, whatever the message holds.
        eprintln!("error: {}", error.to_string().replace('\n', " "));
        std::process::exit(2);
    }
}

fn options() -> Result<Options, Box<dyn std::error::Error>> {
    use lexopt::{Arg::Long, ValueExt};
    let (mut model, mut input, mut out, mut bits, mut trace) = (None, None, None, false, None);
    let (mut batch, mut block) = (Batch::default(), 1024);
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next()? {
        match arg {
            Long("model") => model = Some(PathBuf::from(args.value()?)),
            Long("input") => input = Some(PathBuf::from(args.value()?)),
            Long("out") => out = Some(PathBuf::from(args.value()?)),
            Long("bits") => bits = true,
            Long("threads") => batch = batch.threads(args.value()?.parse()?),
            Long("block") => block = args.value()?.parse::<usize>()?.max(1),
            Long("trace") => trace = Some(args.value()?.parse()?),
            other => return Err(other.unexpected().into()),
        }
    }
    let batch = batch.block(block);
    let model = model.ok_or("--model FILE is missing")?;
    let input = input.ok_or("--input FILE is missing")?;
    Ok(Options { model, input, out, bits, batch, block, trace })
}

fn run(options: &Options) -> Result<(), Box<dyn std::error::Error>> {
    let model = load(options)?;
    let file = File::open(&options.input)
        .map_err(|error| format!("reading {}: {error}", options.input.display()))?;
    let bar = progress(file.metadata().map_or(0, |data| data.len()));
    let input = bar.wrap_read(BufReader::new(file));
    let blocks = blocks(&options.input, model.schema(), input, options.block.max(READ))?;
    if let Some(row) = options.trace {
        return trace(&model, blocks, row);
    }
    let out: Box<dyn Write> = match &options.out {
        Some(path) => Box::new(
            File::create(path).map_err(|error| format!("writing {}: {error}", path.display()))?,
        ),
        None => Box::new(std::io::stdout().lock()),
    };
    let mut out = BufWriter::new(out);
    let (mut writer, mut empty) = (CsvWriter::new(), true);
    let mut refused = 0;
    for block in blocks {
        let block = block?;
        let first = block.first_row;
        let rows = first..first + block.table.rows() + block.refused.len();
        let outcomes = model.predict_block(block, options.batch)?;
        for refusal in outcomes.refused() {
            bar.suspend(|| eprintln!("row {}: {}", refusal.row, refusal.error));
        }
        refused += outcomes.refused().len();
        writer.write(&outputs(rows, &outcomes, options.bits)?, &mut out)?;
        writer = writer.header(false);
        empty = false;
    }
    if empty {
        // The header all the same: what reads the output finds its columns.
        let outcomes = model.predict_records_batch::<()>(&[], options.batch)?;
        writer.write(&outputs(0..0, &outcomes, options.bits)?, &mut out)?;
    }
    out.flush()?;
    bar.finish_and_clear();
    if refused > 0 {
        eprintln!("{refused} rows refused");
    }
    Ok(())
}

/// An artifact, which has proved itself, or a model of another library, its schema from the rows that are scored.
fn load(options: &Options) -> Result<AnyModel, Box<dyn std::error::Error>> {
    let bytes = std::fs::read(&options.model)
        .map_err(|error| format!("reading {}: {error}", options.model.display()))?;
    if bytes.starts_with(b"\x89STDF") {
        return Ok(steadfast::load(&options.model)?);
    }
    Format::of(&bytes).map_err(|error| format!("not a steadfast artifact; {error}"))?;
    let imported = AnyImport::read(&bytes)?;
    let path = &options.input;
    let columns = imported.columns();
    let rows = if json_lines(path) {
        JsonLinesReader::new().types(columns).only_declared().read_path(path)?
    } else {
        CsvReader::new().types(columns).only_declared().read_path(path)?
    };
    Ok(imported.model(&rows)?)
}

fn json_lines(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson")
}

type Blocks = Box<dyn Iterator<Item = Result<Block, Error>>>;

/// Blocks of rows with the model's own columns, read as the types they had at fit.
fn blocks(
    path: &Path,
    schema: &Schema,
    input: impl Read + 'static,
    rows: usize,
) -> Result<Blocks, Error> {
    let features = schema.fields().iter().filter(|field| field.role() == Role::Feature);
    let types = features.map(|field| (field.name().clone(), field.column_type()));
    let ignore = schema.extra() != Extra::Refuse;
    if json_lines(path) {
        let reader = JsonLinesReader::new().types(types);
        let reader = if ignore { reader.only_declared() } else { reader };
        return Ok(Box::new(reader.lenient_blocks(input, rows)));
    }
    let reader = CsvReader::new().types(types);
    let reader = if ignore { reader.only_declared() } else { reader };
    Ok(Box::new(reader.lenient_blocks(input, rows)))
}

fn trace(model: &AnyModel, blocks: Blocks, row: usize) -> Result<(), Box<dyn std::error::Error>> {
    for block in blocks {
        let block = block?;
        if let Some(refused) = block.refused.iter().find(|refused| refused.row == row) {
            return Err(refused.error.to_string().into());
        }
        if let Ok(at) = block.rows.binary_search(&row) {
            let trace = model.trace(&block.table, at).map_err(|error| error.with_row(row))?;
            print!("{trace}");
            return Ok(());
        }
    }
    Err(format!("there is no row {row}").into())
}

/// One row for each of these rows of the input, missing where it was refused.
fn outputs(rows: Range<usize>, outcomes: &Outcomes<Data>, bits: bool) -> Result<Table, Error> {
    let mut place = vec![usize::MAX; rows.len()];
    for (at, &row) in outcomes.rows().iter().enumerate() {
        place[row - rows.start] = at;
    }
    let number = |values: Vec<f64>| {
        let hex = |x: &f64| Some(format!("{:016x}", x.to_bits()));
        if bits { Column::Text(values.iter().map(hex).collect()) } else { Column::Real(values) }
    };
    let table = match outcomes.output() {
        Data::Vector(answers) => {
            Table::new().with("prediction", number(answers.values().to_vec()))?
        }
        Data::Classes(answers) => {
            let labels = (0..answers.rows()).map(|row| answers.label(row)).collect();
            let mut table = Table::new().with("label", Column::Text(labels))?;
            for class in answers.classes().iter() {
                let values = answers.probability(class).unwrap_or_default();
                table.push(format!("probability_{class}"), number(values))?;
            }
            table
        }
        Data::Matrix(matrix) => real_columns(matrix.clone().into_table(), number)?,
        Data::Table(table) => real_columns(table.clone(), number)?,
        _ => Table::new(),
    };
    // Rows that do not exist are missing: the refused ones.
    Ok(table.take(&place))
}

fn real_columns(mut table: Table, number: impl Fn(Vec<f64>) -> Column) -> Result<Table, Error> {
    for (name, column) in table.clone().columns() {
        if let Column::Real(values) = &**column {
            table.replace(name, number(values.clone()))?;
        }
    }
    Ok(table)
}

/// A bar over the bytes of the input; it hides itself where standard error is not a terminal.
fn progress(bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {eta} left");
    let bar = if bytes < 1 << 22 { ProgressBar::hidden() } else { ProgressBar::new(bytes) };
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
