//! Models in every way they are held, under every policy.

use super::doors::{Answer, answers};
use super::rows::{Cell, Row};
use std::path::Path;
use steadfast::LoadOptions;
use steadfast::artifact::Portable;
use steadfast::data::{self, Block, DataKind, Policy, Schema, Vector};
use steadfast::prelude::*;

/// A model whose output kind the test need not know.
pub(crate) trait Served {
    fn name(&self) -> &str;
    fn schema(&self) -> &Schema;
    /// Four rows without anything unusual.
    fn good(&self) -> &[Row];
    fn table(&self, x: &Table, batch: Batch) -> Result<Vec<Answer>, Error>;
    fn records(&self, rows: &[Row], batch: Batch) -> Result<Vec<Answer>, Error>;
    fn block(&self, block: Block, batch: Batch) -> Result<Vec<Answer>, Error>;
}

struct Held<P> {
    name: String,
    model: Model<P>,
    good: Vec<Row>,
}

impl<P: Portable<Input = Table, Output: DataKind> + Sync> Served for Held<P> {
    fn name(&self) -> &str {
        &self.name
    }

    fn schema(&self) -> &Schema {
        self.model.schema()
    }

    fn good(&self) -> &[Row] {
        &self.good
    }

    fn table(&self, x: &Table, batch: Batch) -> Result<Vec<Answer>, Error> {
        Ok(answers(0, x.rows(), &self.model.predict_batch(x, batch)?))
    }

    fn records(&self, rows: &[Row], batch: Batch) -> Result<Vec<Answer>, Error> {
        Ok(answers(0, rows.len(), &self.model.predict_records_batch(rows, batch)?))
    }

    fn block(&self, block: Block, batch: Batch) -> Result<Vec<Answer>, Error> {
        let (first, rows) = (block.first_row, block.table.rows() + block.refused.len());
        Ok(answers(first, rows, &self.model.predict_block(block, batch)?))
    }
}

pub(crate) const POLICIES: [data::Answer; 3] =
    [data::Answer::Stage, data::Answer::Missing, data::Answer::Refuse];

pub(crate) fn training(answer: data::Answer) -> Training {
    let mut policy = Policy::default();
    (policy.missing, policy.unseen, policy.out_of_range) = (answer, answer, answer);
    Training::new().policies(policy)
}

pub(crate) fn passengers() -> (Table, Labels) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/data/titanic.csv");
    let (x, y) = Table::read_csv(file).unwrap().split_labels("survived").unwrap();
    (x.without(&["name"]), y)
}

pub(crate) fn survival()
-> impl Fit<Labels, Input = Table, Output = Classes, Fitted: Portable + Sync> {
    Impute::median()
        .indicator()
        .then(on(text(), Impute::constant_text("unknown").then(GroupRare::new())))
        .then(on(named(["fare"]), Winsorize::iqr(3.0)))
        .then(on(named(["pclass"]), OneHot::new().types(Types::NUMERIC)))
        .then(OneHot::new().unknown(Unknown::Ignore))
        .then(Standardize::new())
        .then(Assemble::new())
        .then(Logistic::new())
}

/// A table with a column of every type, each with a gap, and a number to predict.
pub(crate) fn rents() -> (Table, Vector) {
    let rows = 0..60_i64;
    let gap = |at: i64| at % 11 == 5;
    let real = |at: i64| if gap(at) { f64::NAN } else { 20.5 + at as f64 * 1.25 };
    let cities = ["Bern", "Chur", "Genf"];
    let city = |at: i64| (!gap(at)).then(|| cities[at as usize % 3]);
    let x = Table::new()
        .with("area", Column::Real(rows.clone().map(real).collect()))
        .and_then(|x| {
            let rooms = rows.clone().map(|at| (!gap(at)).then_some(1 + at % 5));
            x.with("rooms", Column::Integer(rooms.collect()))
        })
        .and_then(|x| {
            let lift = rows.clone().map(|at| (!gap(at)).then_some(at % 2 == 0));
            x.with("lift", Column::Boolean(lift.collect()))
        })
        .and_then(|x| x.with("city", Column::Text(rows.clone().map(city).collect())))
        .and_then(|x| {
            let built = rows.clone().map(|at| (!gap(at)).then_some(at % 28 * 86_400_000_000));
            x.with("built", Column::Timestamp(built.collect()))
        })
        .unwrap();
    let rent = |at: i64| 300.0 + 17.0 * at as f64 + 40.0 * (at % 5) as f64 + (at % 7) as f64;
    (x, Vector::new(rows.map(rent).collect()))
}

pub(crate) fn rent() -> impl Fit<Vector, Input = Table, Output = Vector, Fitted: Portable + Sync> {
    Impute::median()
        .then(on(text(), Impute::constant_text("unknown")))
        .then(OneHot::new().unknown(Unknown::Ignore))
        .then(DropColumns::new(named(["built"])))
        .then(Assemble::new())
        .then(Ridge::new(1.0))
}

/// A forest only compares: it takes missing and infinite numbers.
pub(crate) fn rent_of_trees()
-> impl Fit<Vector, Input = Table, Output = Vector, Fitted: Portable + Sync> {
    OneHot::new()
        .unknown(Unknown::Ignore)
        .then(DropColumns::new(named(["built"])))
        .then(Impute::median())
        .then(Assemble::new().allow_infinite())
        .then(RandomForest::regressor().trees(8).seed(7))
}

fn good_rows(x: &Table) -> Vec<Row> {
    let row = |row: usize| {
        let cell = |(name, column): (&std::sync::Arc<str>, &std::sync::Arc<Column>)| {
            (name.to_string(), Cell::of(column.value(row)))
        };
        Row(x.columns().map(cell).collect())
    };
    let whole = (0..x.rows()).map(row).filter(|row| row.0.iter().all(|(_, c)| *c != Cell::Missing));
    whole.step_by(3).take(4).collect()
}

fn both<P>(name: String, model: Model<P>, good: Vec<Row>, visit: &mut dyn FnMut(&dyn Served))
where
    P: Portable<Input = Table, Output: DataKind> + Sync,
{
    let bytes = model.to_bytes().unwrap();
    visit(&Held { name: format!("{name}, static"), model, good: good.clone() });
    let model = LoadOptions::new().from_bytes(&bytes).unwrap();
    visit(&Held { name: format!("{name}, loaded"), model, good });
}

/// Every model under every policy, as it was fitted and as it was loaded.
pub(crate) fn each(visit: &mut dyn FnMut(&dyn Served)) {
    for answer in POLICIES {
        let training = training(answer);
        let (x, y) = passengers();
        let model = training.fit(&survival(), &x, &y).unwrap();
        both(format!("survival, {answer:?}"), model, good_rows(&x), visit);
        let (x, y) = rents();
        let model = training.fit(&rent(), &x, &y).unwrap();
        both(format!("rent, {answer:?}"), model, good_rows(&x), visit);
        let model = training.fit(&rent_of_trees(), &x, &y).unwrap();
        both(format!("rent of trees, {answer:?}"), model, good_rows(&x), visit);
    }
}
