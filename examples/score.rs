//! The batch job: scores a CSV or JSON-lines file of any size with a saved model.
//!
//! ```sh
//! score --model FILE --input ROWS.csv [--out FILE] [--bits] [--threads N] [--block N] [--trace ROW]
//! ```
//!
//! Prints a header line and one line a row: the outputs alone. A row that is refused has empty
//! outputs, and its reason goes to standard error. With `--bits` each number is its 16 hexadecimal
//! digits. Exit status 0, or 2 with one line that says why.

use indicatif::{ProgressBar, ProgressStyle};
use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use steadfast::data::{Block, CsvReader, Data, Extra, JsonLinesReader, Kind, Schema};
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
    let model = steadfast::load(&options.model)?;
    let file = File::open(&options.input)
        .map_err(|error| format!("reading {}: {error}", options.input.display()))?;
    let bar = progress(file.metadata().map_or(0, |data| data.len()));
    let input = bar.wrap_read(BufReader::new(file));
    let blocks = blocks(&options.input, model.schema(), input, options.block.max(READ))?;
    if let Some(row) = options.trace {
        return trace(&model, blocks, row);
    }
    let out: Box<dyn Write> = match &options.out {
        Some(path) => Box::new(File::create(path)?),
        None => Box::new(std::io::stdout().lock()),
    };
    let mut out = csv::Writer::from_writer(BufWriter::new(out));
    let mut header = false;
    let mut refused = 0;
    for block in blocks {
        let block = block?;
        let outcomes = model.predict_batch(&block.table, options.batch)?;
        if !header {
            out.write_record(names(outcomes.output())?)?;
            header = true;
        }
        let mut reasons: Vec<(usize, &Error)> =
            block.refused.iter().map(|refused| (refused.row, &refused.error)).collect();
        let refusals = outcomes.refused();
        reasons.extend(refusals.iter().map(|refusal| (block.rows[refusal.row], &refusal.error)));
        reasons.sort_by_key(|(row, _)| *row);
        for (row, reason) in &reasons {
            bar.suspend(|| eprintln!("row {row}: {reason}"));
        }
        refused += reasons.len();
        write_rows(&mut out, options.bits, &block, &outcomes)?;
    }
    out.flush()?;
    bar.finish_and_clear();
    if refused > 0 {
        eprintln!("{refused} rows refused");
    }
    Ok(())
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
    if path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson") {
        let reader = JsonLinesReader::new().types(types);
        let reader = if ignore { reader.only_declared() } else { reader };
        return Ok(Box::new(reader.lenient_blocks(input, rows)));
    }
    let reader = CsvReader::new().types(types);
    let reader = if ignore { reader.only_declared() } else { reader };
    Ok(Box::new(reader.lenient_blocks(input, rows)?))
}

fn trace(model: &AnyModel, blocks: Blocks, row: usize) -> Result<(), Box<dyn std::error::Error>> {
    for block in blocks {
        let block = block?;
        if let Some(refused) = block.refused.iter().find(|refused| refused.row == row) {
            return Err(refused.error.to_string().into());
        }
        if let Ok(at) = block.rows.binary_search(&row) {
            print!("{}", model.trace(&block.table, at)?);
            return Ok(());
        }
    }
    Err(format!("there is no row {row}").into())
}

/// The columns of the output.
fn names(output: &Data) -> Result<Vec<String>, Box<dyn std::error::Error>> {
    Ok(match output {
        Data::Vector(_) => vec!["prediction".to_owned()],
        Data::Classes(answers) => {
            let classes = answers.classes().iter().map(|class| format!("probability_{class}"));
            std::iter::once("label".to_owned()).chain(classes).collect()
        }
        Data::Matrix(matrix) => matrix.names().iter().map(ToString::to_string).collect(),
        Data::Table(table) => table.names().map(ToString::to_string).collect(),
        _ => return Err(format!("no way to print {}", Kind::Any).into()),
    })
}

fn number(x: f64, bits: bool) -> String {
    if bits { format!("{:016x}", x.to_bits()) } else { format!("{x:?}") }
}

/// One line a row of the block, empty cells where it was refused.
fn write_rows<W: Write>(
    out: &mut csv::Writer<W>,
    bits: bool,
    block: &Block,
    outcomes: &steadfast::Outcomes<Data>,
) -> Result<(), Box<dyn std::error::Error>> {
    let width = names(outcomes.output())?.len();
    let blank = vec![String::new(); width];
    // The rows of the file that were predicted, each with its place in the output.
    let mut predicted = outcomes.rows().iter().map(|&at| block.rows[at]).enumerate().peekable();
    let rows = block.table.rows() + block.refused.len();
    for row in block.first_row..block.first_row + rows {
        match predicted.next_if(|(_, number)| *number == row) {
            Some((at, _)) => out.write_record(cells(outcomes.output(), at, bits))?,
            // A lone empty cell would be a blank line, which readers pass over; `csv` quotes it.
            None => out.write_record(&blank)?,
        }
    }
    Ok(())
}

fn cells(output: &Data, row: usize, bits: bool) -> Vec<String> {
    match output {
        Data::Vector(answers) => vec![number(answers.values()[row], bits)],
        Data::Classes(answers) => {
            let label = answers.label(row).unwrap_or_default().to_owned();
            let probabilities = answers.row(row).iter().map(|&p| number(p, bits));
            std::iter::once(label).chain(probabilities).collect()
        }
        Data::Matrix(matrix) => matrix.row(row).iter().map(|&x| number(x, bits)).collect(),
        Data::Table(table) => table
            .columns()
            .map(|(_, column)| match column.value(row) {
                Value::Missing => String::new(),
                Value::Real(x) => number(x, bits),
                Value::Text(text) => text.to_owned(),
                Value::Integer(x) | Value::Timestamp(x) => x.to_string(),
                Value::Boolean(x) => x.to_string(),
                _ => String::new(),
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// A bar over the bytes of the input; it hides itself where standard error is not a terminal.
fn progress(bytes: u64) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:40} {bytes} of {total_bytes}, {eta} left");
    let bar = if bytes < 1 << 22 { ProgressBar::hidden() } else { ProgressBar::new(bytes) };
    bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}
