//! Laws of whole models, on random tables and random pipelines.
//!
//! A plan is drawn and built from the crate's own stages and combinators, each part behind a pointer
//! so that its shape can be random; what `then`, `on` and `join` make of the parts is the real thing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;
use std::fmt::Debug;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use steadfast::artifact::codec::CodecError;
use steadfast::artifact::{Place, Portable, Record, StageReport, Visitor};
use steadfast::data::{ColumnType, CsvReader, CsvWriter, DataKind, Types};
use steadfast::pipeline::Outline;
use steadfast::prelude::*;
use steadfast::{LoadOptions, Model, Outcomes};

// ---- stages behind a pointer ---------------------------------------------------------------------

trait Learner: Debug + Send + Sync {
    fn learn(&self, x: &Table) -> Result<Held, Error>;
}

impl<R> Learner for R
where
    R: Fit<(), Input = Table, Output = Table> + Send + Sync,
    R::Fitted: Portable<Input = Table, Output = Table> + Send + Sync + 'static,
{
    fn learn(&self, x: &Table) -> Result<Held, Error> {
        Ok(Held(Arc::new(self.fit(x, &())?)))
    }
}

/// A recipe from table to table.
#[derive(Debug, Clone)]
struct Any(Arc<dyn Learner>);

/// What it becomes.
#[derive(Debug, Clone)]
struct Held(Arc<dyn Learned>);

trait Learned: Debug + Send + Sync {
    fn run(&self, x: &Table) -> Result<Table, Error>;
    fn put(&self, out: &mut Vec<Record>) -> Result<(), CodecError>;
    fn step(&self, x: &Table, at: &mut Place, to: &mut Visitor<'_>) -> Result<Table, Error>;
    fn show(&self, outline: &mut Outline);
    fn tell(&self, place: &mut Place, out: &mut Vec<StageReport>);
}

impl<P: Portable<Input = Table, Output = Table> + Send + Sync> Learned for P {
    fn run(&self, x: &Table) -> Result<Table, Error> {
        self.apply(x)
    }
    fn put(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        self.write(out)
    }
    fn step(&self, x: &Table, at: &mut Place, to: &mut Visitor<'_>) -> Result<Table, Error> {
        self.walk(x, at, to)
    }
    fn show(&self, outline: &mut Outline) {
        self.sketch(outline);
    }
    fn tell(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        self.report(place, out);
    }
}

impl Pipeline for Any {
    type Input = Table;
    type Output = Table;
}

impl Fit<()> for Any {
    type Fitted = Held;
    fn fit(&self, x: &Table, _: &()) -> Result<Held, Error> {
        self.0.learn(x)
    }
}

impl Pipeline for Held {
    type Input = Table;
    type Output = Table;
}

impl Apply for Held {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        self.0.run(x)
    }
}

impl Portable for Held {
    fn write(&self, out: &mut Vec<Record>) -> Result<(), CodecError> {
        self.0.put(out)
    }
    fn walk(&self, x: &Table, at: &mut Place, to: &mut Visitor<'_>) -> Result<Table, Error> {
        self.0.step(x, at, to)
    }
    fn sketch(&self, outline: &mut Outline) {
        self.0.show(outline);
    }
    fn report(&self, place: &mut Place, out: &mut Vec<StageReport>) {
        self.0.tell(place, out);
    }
}

fn any<R>(recipe: R) -> Any
where
    R: Fit<(), Input = Table, Output = Table> + Send + Sync + 'static,
    R::Fitted: Portable<Input = Table, Output = Table> + Send + Sync + 'static,
{
    Any(Arc::new(recipe))
}

// ---- random pipelines ----------------------------------------------------------------------------

/// A leaf, or a combinator of smaller plans.
#[derive(Debug, Clone)]
enum Plan {
    Leaf(u8, bool),
    On(u8, Box<Plan>),
    /// Two choices of columns side by side, so that no name stands twice.
    Join(Box<Plan>, Box<Plan>),
    Chain(Vec<Plan>),
}

fn leaf(which: u8, flag: bool) -> Any {
    let every = Types::TEXT.or(Types::NUMERIC);
    match which % 16 {
        0 => any(if flag { Impute::mean().indicator() } else { Impute::mean() }),
        1 => any(Impute::median()),
        2 => any(Impute::most_frequent()),
        3 => any(Impute::constant_text("none")),
        4 => any(Standardize::new().center(flag)),
        5 => any(RobustScale::new().scale(flag)),
        6 => any(if flag { MinMaxScale::new().clip() } else { MinMaxScale::new() }),
        7 => any(MaxAbsScale::new()),
        8 => any(OneHot::new().unknown(if flag { Unknown::Ignore } else { Unknown::Error })),
        9 => any(OneHot::new().types(every).unknown(Unknown::Infrequent).min_count(2)),
        10 => any(Ordinal::new().unknown_value(-1.0)),
        11 => any(GroupRare::new().few(1).tolerance(if flag { 0.3 } else { 0.0 })),
        12 => any(MissingIndicator::new().keep_sources(flag)),
        13 => any(Winsorize::quantiles(0.1).tail(if flag { Tail::Both } else { Tail::Left })),
        14 => any(Identity::new()),
        _ => any(VarianceFilter::new(0.0)),
    }
}

fn build(plan: &Plan) -> Any {
    match plan {
        Plan::Leaf(which, flag) => leaf(*which, *flag),
        Plan::On(which, inner) => {
            let columns = match which % 5 {
                0 => numeric(),
                1 => text(),
                2 => all().except(named(["x 0"])),
                3 => matching("x*"),
                _ => real(),
            };
            any(on(columns, build(inner)))
        }
        Plan::Join(a, b) => any(join(
            any(KeepColumns::new(numeric())).then(build(a)),
            any(KeepColumns::new(all().except(numeric()))).then(build(b)),
        )),
        Plan::Chain(parts) => left(parts.iter().map(build).collect()),
    }
}

/// ((a b) c) d
fn left(parts: Vec<Any>) -> Any {
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap();
    parts.fold(first, |chain, next| any(chain.then(next)))
}

/// a (b (c d))
fn right(parts: Vec<Any>) -> Any {
    let mut parts = parts.into_iter().rev();
    let last = parts.next().unwrap();
    parts.fold(last, |chain, before| any(before.then(chain)))
}

fn plans() -> impl Strategy<Value = Plan> {
    let leaf = (any_u8(), proptest::bool::ANY).prop_map(|(which, flag)| Plan::Leaf(which, flag));
    leaf.prop_recursive(3, 10, 3, |inner| {
        prop_oneof![
            (any_u8(), inner.clone()).prop_map(|(which, plan)| Plan::On(which, Box::new(plan))),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| Plan::Join(Box::new(a), Box::new(b))),
            proptest::collection::vec(inner, 1..4).prop_map(Plan::Chain),
        ]
    })
}

/// Stages that leave columns for the next of a chain, alone or on chosen columns.
fn links() -> impl Strategy<Value = Plan> {
    let kept = proptest::sample::select(vec![0, 1, 4, 5, 6, 7, 11, 13, 14, 15]);
    (kept, proptest::bool::ANY, proptest::bool::ANY).prop_map(|(which, flag, chosen)| {
        let leaf = Plan::Leaf(which, flag);
        let columns = if which == 11 { 1 } else { 0 };
        if chosen { Plan::On(columns, Box::new(leaf)) } else { leaf }
    })
}

fn any_u8() -> impl Strategy<Value = u8> {
    proptest::num::u8::ANY
}

// ---- random tables -------------------------------------------------------------------------------

const LEVELS: [&str; 6] = ["a", "b, \"quoted\"", "c\nnew line", "é", " padded ", "0"];

/// The name, and a column of `rows` cells drawn from a seed: mixed types, a fifth missing.
fn column(kind: ColumnType, rows: usize, seed: u64) -> Column {
    let mut state = seed;
    let mut draw = move || {
        // SplitMix64: tests need rows, not quality.
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    };
    let mut cell = move || {
        let bits = draw();
        (bits % 5 != 0).then_some(bits / 5)
    };
    match kind {
        ColumnType::Real => Column::Real(
            (0..rows)
                .map(|_| cell().map_or(f64::NAN, |x| (x % 2001) as f64 * 0.1 - 100.0))
                .collect(),
        ),
        ColumnType::Integer => {
            Column::Integer((0..rows).map(|_| cell().map(|x| (x % 7) as i64 - 3)).collect())
        }
        ColumnType::Boolean => {
            Column::Boolean((0..rows).map(|_| cell().map(|x| x % 2 == 0)).collect())
        }
        ColumnType::Timestamp => {
            Column::Timestamp((0..rows).map(|_| cell().map(|x| (x % (1 << 50)) as i64)).collect())
        }
        _ => Column::Text((0..rows).map(|_| cell().map(|x| LEVELS[x as usize % 6])).collect()),
    }
}

fn table(rows: usize, seed: u64) -> Table {
    let columns = [
        ("x 0", ColumnType::Real),
        ("x,1", ColumnType::Real),
        ("n\"2", ColumnType::Integer),
        ("b", ColumnType::Boolean),
        ("té xt", ColumnType::Text),
        ("*", ColumnType::Text),
        ("when", ColumnType::Timestamp),
    ];
    let column = |(at, (name, kind)): (u64, (&'static str, ColumnType))| {
        (name, column(kind, rows, seed.wrapping_add(at << 40)))
    };
    Table::from_columns((0..).zip(columns).map(column)).unwrap()
}

// ---- the laws ------------------------------------------------------------------------------------

/// An outcome that can be compared: the predictions, their rows, and the refusals in words.
fn seen<O: DataKind>(outcomes: &Outcomes<O>) -> (Option<Table>, Vec<usize>, Vec<(usize, String)>) {
    let table = match outcomes.output().clone().into_data() {
        steadfast::data::Data::Table(table) => Some(table),
        _ => None,
    };
    let refused = outcomes.refused().iter().map(|r| (r.row, r.error.to_string())).collect();
    (table, outcomes.rows().to_vec(), refused)
}

fn same_everywhere<P>(model: &Model<P>, x: &Table) -> Result<(), Error>
where
    P: Portable<Input = Table, Output = Table> + Sync,
{
    let whole = seen(&model.predict_batch(x, Batch::default().threads(1).block(1 << 20))?);
    let table = whole.0.clone().unwrap();
    for (block, threads) in [(1, 1), (3, 2), (16, 4), (1000, 3)] {
        let cut = seen(&model.predict_batch(x, Batch::default().threads(threads).block(block))?);
        assert_eq!(cut, whole, "{threads} threads, blocks of {block}");
    }
    let mut names: Vec<_> = x.names().cloned().collect();
    names.reverse();
    assert_eq!(seen(&model.predict_rows(&x.select(&names)?)?), whole, "columns reversed");
    let backwards: Vec<usize> = (0..x.rows()).rev().collect();
    let turned = model.predict_rows(&x.take(&backwards))?;
    for row in 0..x.rows() {
        let alone = model.predict_rows(&x.slice(row..row + 1))?;
        let there = x.rows() - 1 - row;
        match whole.1.binary_search(&row) {
            Ok(at) => {
                assert_eq!(alone.output(), &table.slice(at..at + 1), "row {row} alone");
                let turned = turned.get(there).unwrap().unwrap();
                assert_eq!(turned, table.slice(at..at + 1), "row {row} backwards");
                traced(model, x, row, &table.slice(at..at + 1))?;
            }
            Err(_) => {
                assert_eq!(alone.refused().len(), 1, "row {row} alone");
                assert!(turned.get(there).unwrap().is_err(), "row {row} backwards");
                assert!(model.trace(x, row).is_err(), "row {row} traced");
            }
        }
    }
    Ok(())
}

/// The last step of a trace is the prediction.
fn traced<P>(model: &Model<P>, x: &Table, row: usize, predicted: &Table) -> Result<(), Error>
where
    P: Portable<Input = Table> + Sync,
{
    let trace = model.trace(x, row)?;
    let last = trace.steps().last().unwrap();
    assert_eq!(last.cells.len(), predicted.width());
    for ((name, value, bits), (expected, column)) in last.cells.iter().zip(predicted.columns()) {
        assert_eq!((name.as_str(), value), (&**expected, &column.value(0).to_string()));
        if let Value::Real(x) = column.value(0) {
            assert_eq!(*bits, x.to_bits(), "{name}");
        }
    }
    Ok(())
}

/// Every form in which a model can be held writes the same bytes and gives the same answers.
fn same_in_every_form<P>(model: &Model<P>, x: &Table, other: &Table) -> Result<(), Error>
where
    P: Portable<Input = Table, Output = Table> + Sync,
{
    let bytes = model.to_bytes()?;
    let erased = LoadOptions::new().from_bytes(&bytes)?;
    assert_eq!(erased.to_bytes()?, bytes, "erased");
    assert_eq!(erased.outline().to_string(), model.outline().to_string());
    let expected = seen(&model.predict_rows(other)?);
    assert_eq!(seen(&erased.predict_rows(other)?), expected);
    let again = Training::new().refit(&erased, x, Target::None)?;
    assert_eq!(again.to_bytes()?, bytes, "fitted again from its own file");
    let boxed = erased.typed::<Table>()?;
    assert_eq!(boxed.to_bytes()?, bytes, "boxed");
    assert_eq!(seen(&boxed.predict_rows(other)?), expected);
    Ok(())
}

/// Written as CSV and read by the stored schema, rows are predicted as before.
fn same_through_csv<P>(model: &Model<P>, x: &Table) -> Result<(), Error>
where
    P: Portable<Input = Table, Output = Table> + Sync,
{
    let mut text = Vec::new();
    CsvWriter::new().missing("<none>").write(x, &mut text)?;
    let reader = CsvReader::new().missing(["<none>"]).types(model.schema().types());
    let back = reader.read(text.as_slice())?;
    assert_eq!(&back, x);
    assert_eq!(seen(&model.predict_rows(&back)?), seen(&model.predict_rows(x)?));
    Ok(())
}

static DRAWN: AtomicUsize = AtomicUsize::new(0);
static FITTED: AtomicUsize = AtomicUsize::new(0);

fn models_keep_the_laws(plan: &Plan, rows: usize, seed: u64, asked: usize) -> Result<(), Error> {
    DRAWN.fetch_add(1, Ordering::Relaxed);
    let (x, other) = (table(rows, seed), table(asked, !seed));
    let recipe = build(plan);
    // A plan may ask for columns that the stages before it have encoded away: it says so, and is no model.
    let model = match Training::new().fit(&recipe, &x, &()) {
        Ok(model) => model,
        Err(error @ (Error::Fit(_) | Error::Table(_) | Error::Schema(_))) => {
            assert!(!error.to_string().is_empty());
            return Ok(());
        }
        Err(error) => return Err(error),
    };
    FITTED.fetch_add(1, Ordering::Relaxed);
    same_in_every_form(&model, &x, &other)?;
    same_everywhere(&model, &other)?;
    same_through_csv(&model, &other)
}

#[test]
fn random_models_keep_the_laws() {
    let cases = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(768) };
    proptest!(cases, |(
        plan in plans(),
        rows in 8usize..60,
        seed in proptest::num::u64::ANY,
        asked in 0usize..60,
    )| {
        let result = models_keep_the_laws(&plan, rows, seed, asked);
        prop_assert!(result.is_ok(), "{:?}: {}", plan, result.unwrap_err());
    });
    let (drawn, fitted) = (DRAWN.load(Ordering::Relaxed), FITTED.load(Ordering::Relaxed));
    println!("{fitted} of {drawn} plans were models");
    assert!(fitted * 4 > drawn, "{fitted} of {drawn} plans were models: the laws met too few");
}

#[test]
fn then_is_associative_in_bytes() {
    let fitted = AtomicUsize::new(0);
    let cases = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) };
    proptest!(cases, |(
        plans in proptest::collection::vec(links(), 3..6),
        seed in proptest::num::u64::ANY,
    )| {
        let x = table(40, seed);
        let parts: Vec<Any> = plans.iter().map(build).collect();
        let bytes = |recipe: &Any| -> Result<Vec<u8>, String> {
            let model = Training::new().fit(recipe, &x, &()).map_err(|e| e.to_string())?;
            model.to_bytes().map_err(|e| e.to_string())
        };
        let (a, b) = (bytes(&left(parts.clone())), bytes(&right(parts)));
        fitted.fetch_add(usize::from(a.is_ok()), Ordering::Relaxed);
        prop_assert_eq!(a, b);
    });
    let fitted = fitted.into_inner();
    assert!(fitted >= 64, "only {fitted} chains could be fitted");
}

/// A static chain with every combinator inside another, and its file read back by the recipe.
#[test]
fn nested_combinators_are_one_artifact() -> Result<(), Error> {
    let (x, other) = (table(48, 7), table(31, 8));
    let recipe = on(numeric(), Impute::median().then(on(real(), Standardize::new()))).then(join(
        on(all().except(text()), Identity::new()).then(KeepColumns::new(numeric())),
        KeepColumns::new(text()).then(OneHot::new().unknown(Unknown::Ignore)),
    ));
    let model = Training::new().fit(&recipe, &x, &())?;
    let bytes = model.to_bytes()?;
    let loaded = Load::<()>::load(&recipe, &bytes)?;
    assert_eq!(loaded.to_bytes()?, bytes);
    assert_eq!(seen(&loaded.predict_rows(&other)?), seen(&model.predict_rows(&other)?));
    same_in_every_form(&model, &x, &other)?;
    same_everywhere(&loaded, &other)?;
    same_through_csv(&loaded, &other)
}

#[cfg(feature = "train")]
mod trained {
    use super::*;

    fn bits(y: &Vector) -> Vec<u64> {
        y.values().iter().map(|y| y.to_bits()).collect()
    }

    /// Static, boxed and erased forms of a regression on a transformed target.
    #[test]
    fn on_target_is_one_artifact_in_every_form() -> Result<(), Error> {
        let (x, other) = (table(48, 3), table(29, 4));
        let y = Vector::new((0..48).map(|i| f64::from(i * i % 19) + 0.5).collect());
        for transform in [
            TargetTransform::Ln,
            TargetTransform::Ln1p,
            TargetTransform::Sqrt,
            TargetTransform::Standardize,
        ] {
            let recipe = Impute::most_frequent()
                .then(OneHot::new().unknown(Unknown::Ignore))
                .then(on(real(), Standardize::new()))
                .then(on(numeric(), Assemble::new()))
                .then(on_target(transform, DecisionTree::regressor().max_depth(4)));
            let model = Training::new().fit(&recipe, &x, &y)?;
            let bytes = model.to_bytes()?;
            let expected = bits(&model.predict(&other)?);
            let loaded = Load::<Vector>::load(&recipe, &bytes)?;
            let erased = LoadOptions::new().from_bytes(&bytes)?;
            assert_eq!(loaded.to_bytes()?, bytes);
            assert_eq!(erased.to_bytes()?, bytes);
            assert_eq!(bits(&loaded.predict(&other)?), expected);
            assert_eq!(bits(&erased.typed::<Vector>()?.predict(&other)?), expected);
            for (block, threads) in [(1, 2), (7, 4)] {
                let cut =
                    model.predict_batch(&other, Batch::default().threads(threads).block(block))?;
                assert_eq!(bits(cut.output()), expected, "{threads} threads, blocks of {block}");
            }
        }
        Ok(())
    }
}
