//! A stage of one's own: fitted, saved, refused without registration, loaded with it.
//!
//! The stage divides each numeric column by its largest absolute value on the training rows, rounded
//! up to a power of ten: a scaling that people can undo in their heads.
#![expect(clippy::print_stdout, reason = "a program prints what it found")]

use serde::{Deserialize, Serialize};
use std::sync::Arc;
use steadfast::LoadOptions;
use steadfast::artifact::Stage;
use steadfast::pipeline::per_column::{
    check_columns, check_finite, columns_for, map_reals, present, reals,
};
use steadfast::prelude::*;

/// The recipe: what the user writes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
struct DecimalScale {}

/// The fitted stage: what it learned.
#[derive(Debug, Clone, PartialEq)]
struct DecimalScaler {
    recipe: DecimalScale,
    state: State,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct State {
    columns: Arc<[Arc<str>]>,
    power: Vec<f64>,
}

impl Pipeline for DecimalScale {
    type Input = Table;
    type Output = Table;

    fn takes(&self) -> Types {
        Types::NUMERIC
    }
}

impl<Y: ?Sized> Fit<Y> for DecimalScale {
    type Fitted = DecimalScaler;

    fn fit(&self, x: &Table, _: &Y) -> Result<DecimalScaler, Error> {
        let columns = columns_for(DecimalScaler::KIND, x, Types::NUMERIC)?;
        let mut power = Vec::new();
        for name in columns.iter() {
            let values = present(DecimalScaler::KIND, name, &reals(x, name)?)?;
            let largest = values.iter().fold(0.0, |a, b| steadfast::exact::max(a, b.abs()));
            let mut ten = 1.0;
            while ten < largest && ten < 1e300 {
                ten *= 10.0;
            }
            power.push(ten);
        }
        Ok(DecimalScaler { recipe: self.clone(), state: State { columns, power } })
    }
}

impl Pipeline for DecimalScaler {
    type Input = Table;
    type Output = Table;
}

impl Apply for DecimalScaler {
    fn apply(&self, x: &Table) -> Result<Table, Error> {
        map_reals(x, &self.state.columns, |at, value| value / self.state.power[at])
    }
}

impl Stage for DecimalScaler {
    // A prefix of one's own keeps the kind apart from the crate's.
    const KIND: &'static str = "example.decimal_scale";
    type Recipe = DecimalScale;
    type State = State;

    fn recipe(&self) -> &DecimalScale {
        &self.recipe
    }

    fn state(&self) -> &State {
        &self.state
    }

    // The state may come from a hostile file: everything `apply` relies on is checked here.
    fn restore(recipe: DecimalScale, state: State) -> Result<Self, String> {
        check_columns(&state.columns, &[state.power.len()])?;
        check_finite("power", &state.power)?;
        Ok(DecimalScaler { recipe, state })
    }

    fn learn(recipe: &DecimalScale, x: &Table, y: Target<'_>) -> Result<Self, Error> {
        recipe.fit(x, &y)
    }

    fn report(&self) -> Vec<(String, String)> {
        let columns = self.state.columns.iter().zip(&self.state.power);
        columns.map(|(name, power)| (name.to_string(), format!("divided by {power}"))).collect()
    }
}

fn main() -> Result<(), Error> {
    let x = Table::new().with("height_mm", Column::Real(vec![1720.0, 1655.0, 1801.0]))?;
    match steadfast::contract::check(&DecimalScale {}, &x, &()) {
        Ok(checked) => println!("keeps {} laws", checked.laws().len()),
        Err(violation) => println!("{violation}"),
    }
    let model = Training::new().fit(&DecimalScale {}, &x, &())?;
    let bytes = model.to_bytes()?;
    println!("saved: {} bytes", bytes.len());

    match LoadOptions::new().from_bytes(&bytes) {
        Err(error) => println!("without registration: {error}"),
        Ok(_) => println!("loaded a stage that nobody registered: this must not happen"),
    }

    let registry = steadfast::stages::registry().with::<DecimalScaler>();
    let loaded = LoadOptions::new().registry(registry).from_bytes(&bytes)?.typed::<Table>()?;
    let scaled = loaded.predict(&x)?;
    println!("with registration: 1720 mm is {}", scaled.value(0, "height_mm"));
    assert_eq!(scaled, model.predict(&x)?);
    println!("identical bits");
    Ok(())
}
