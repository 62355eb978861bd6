//! Every stage of the registry under the contract battery, in every variant of its parameters.

#![expect(
    clippy::panic,
    clippy::print_stdout,
    reason = "one stage here panics to be caught; the counts are worth seeing"
)]

use std::collections::BTreeSet;
use std::fmt::Debug;
use steadfast::Learn;
use steadfast::artifact::Stage;
use steadfast::contract::{Checked, Contract, Law, Violation};
use steadfast::data::{DataKind, Kind};
use steadfast::pipeline::PartialFit;
use steadfast::prelude::*;

mod stages;

use stages::Visitor;

/// The kinds that were held to the contract, and what broke.
#[derive(Default)]
struct Battery {
    kinds: BTreeSet<&'static str>,
    variants: usize,
    mutations: usize,
    restored: usize,
    broken: Vec<String>,
}

impl Battery {
    fn judge<S: Stage>(&mut self, recipe: &impl Debug, outcome: Result<Checked, Violation>) {
        self.kinds.insert(S::KIND);
        self.variants += 1;
        match outcome {
            Ok(checked) => self.passed(recipe, S::Input::KIND, &checked),
            Err(violation) => self.broken.push(format!("{recipe:?}\n    {violation}")),
        }
    }

    /// A check that checks little is not a check.
    fn passed(&mut self, recipe: &impl Debug, kind: Kind, checked: &Checked) {
        self.mutations += checked.mutations();
        self.restored += checked.restored();
        let always = [
            Law::FitApply,
            Law::RowsAlone,
            Law::RowOrder,
            Law::NoRows,
            Law::CanonicalNan,
            Law::ErrorsNamed,
            Law::RoundTrip,
            Law::Version,
            Law::Fields,
            Law::Mutations,
            Law::NeverPanics,
        ];
        for law in always {
            assert!(checked.laws().contains(&law), "{recipe:?}: `{law}` was not checked");
        }
        let has = |law: Law| checked.laws().contains(&law);
        assert_eq!(has(Law::MemoryLayout), kind == Kind::Matrix, "{recipe:?}");
        assert_eq!(has(Law::ColumnOrder), kind == Kind::Table, "{recipe:?}");
        assert!(checked.mutations() > 20, "{recipe:?}: {} mutations", checked.mutations());
    }

    fn finish(self) {
        println!(
            "{} kinds, {} variants, {} spoilt states of which {} were states too",
            self.kinds.len(),
            self.variants,
            self.mutations,
            self.restored
        );
        assert!(self.broken.is_empty(), "{}\n", self.broken.join("\n"));
    }
}

impl Visitor for Battery {
    fn hold<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y, row_order: Option<&str>)
    where
        Y: Learn,
        R: Fit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        let mut contract = Contract::new(recipe, x, y);
        if let Some(reason) = row_order {
            contract = contract.row_order_matters(reason);
        }
        self.judge::<R::Fitted>(recipe, contract.check());
    }

    fn hold_partial<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y)
    where
        Y: Learn,
        R: PartialFit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        self.judge::<R::Fitted>(recipe, Contract::new(recipe, x, y).check_partial());
    }
}

#[test]
fn every_stage_keeps_the_contract() -> Result<(), Error> {
    let mut battery = Battery::default();
    stages::every(&mut battery)?;
    // A build that cannot fit models is tested on the others.
    #[cfg(not(feature = "train"))]
    battery
        .kinds
        .extend(steadfast::stages::registry().kinds().filter(|kind| kind.starts_with("model.")));
    let registered: BTreeSet<&str> = steadfast::stages::registry().kinds().collect();
    assert_eq!(battery.kinds, registered, "a stage is tested by being listed here");
    battery.finish();
    Ok(())
}

/// Stages that each break one law, so that the battery is seen to bite.
mod broken {
    use serde::{Deserialize, Serialize};
    use steadfast::artifact::{Refit, Stage};
    use steadfast::contract::{self, Law};
    use steadfast::prelude::*;

    #[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
    enum Fault {
        None,
        BatchMean,
        LastRow,
        DropsRows,
        PanicsOnMissing,
        PanicsOnHostileState,
        FirstRow,
        UnnamedError,
        OddNan,
        ByPosition,
        ForgetsState,
        FieldOrder,
        Silent,
    }

    #[derive(Debug, Clone, Serialize, Deserialize)]
    struct Shift(Fault);

    #[derive(Debug, Clone)]
    struct Shifter {
        recipe: Shift,
        state: State,
    }

    #[derive(Debug, Clone, Serialize, Deserialize)]
    struct State {
        by: Vec<f64>,
    }

    impl Pipeline for Shift {
        type Input = Table;
        type Output = Table;
    }

    impl Pipeline for Shifter {
        type Input = Table;
        type Output = Table;
    }

    impl<Y: ?Sized> Fit<Y> for Shift {
        type Fitted = Shifter;
        fn fit(&self, x: &Table, _: &Y) -> Result<Shifter, Error> {
            let column = x.column("x")?.reals().unwrap_or_default();
            let first = if self.0 == Fault::FirstRow { column[0] } else { 1.0 };
            Ok(Shifter { recipe: self.clone(), state: State { by: vec![first] } })
        }
    }

    fn refuse(row: Option<usize>) -> Error {
        let text = String::new;
        let (stage, column) = (Shifter::KIND.to_owned(), "x".to_owned());
        steadfast::error::RowError { stage, column, row, expected: text(), found: text() }.into()
    }

    impl Apply for Shifter {
        fn apply(&self, x: &Table) -> Result<Table, Error> {
            let fault = self.recipe.0;
            let name = match fault {
                Fault::ByPosition => x.at(0).map(|(name, _)| name.to_string()).unwrap_or_default(),
                _ => "x".to_owned(),
            };
            let values = x.column(&name)?.reals().unwrap_or_default().into_owned();
            let by = match fault {
                Fault::BatchMean => values.iter().fold(0.0, |a, b| a + b),
                Fault::LastRow => values.last().copied().unwrap_or(0.0),
                Fault::PanicsOnHostileState => self.state.by[0],
                _ => self.state.by.first().copied().unwrap_or(0.0),
            };
            if fault == Fault::UnnamedError && values.iter().any(|x| x.is_infinite()) {
                return Err(refuse(None));
            }
            let shift = |x: &f64| match fault {
                Fault::PanicsOnMissing if x.is_nan() => panic!("a missing value"),
                Fault::OddNan if x.is_nan() => -f64::NAN,
                _ => x + by,
            };
            let mut out = x.clone();
            out.replace(&name, Column::Real(values.iter().map(shift).collect()))?;
            if fault == Fault::DropsRows {
                let kept: Vec<usize> = (0..x.rows()).filter(|&row| !values[row].is_nan()).collect();
                out = out.take(&kept);
            }
            Ok(out)
        }
    }

    impl Stage for Shifter {
        const KIND: &'static str = "test.shift";
        type Recipe = Shift;
        type State = State;
        fn recipe(&self) -> &Shift {
            &self.recipe
        }
        fn state(&self) -> &State {
            &self.state
        }
        fn restore(recipe: Shift, mut state: State) -> Result<Self, String> {
            if recipe.0 == Fault::ForgetsState {
                state.by = vec![2.0];
            }
            Ok(Shifter { recipe, state })
        }
        fn learn(recipe: &Shift, x: &Table, y: Target<'_>) -> Result<Self, Error> {
            let mut fitted = recipe.fit(x, &y)?;
            if recipe.0 == Fault::FieldOrder {
                fitted.state.by.push(1.0);
            }
            Ok(fitted)
        }
        fn refit(&self) -> Refit {
            Refit::Exact
        }
        fn report(&self) -> Vec<(String, String)> {
            match self.recipe.0 {
                Fault::Silent => Vec::new(),
                _ => vec![("by".to_owned(), format!("{:?}", self.state.by))],
            }
        }
    }

    #[test]
    fn each_fault_is_found_under_its_law() -> Result<(), Error> {
        let x = Table::new()
            .with("x", Column::Real(vec![0.5, 2.0, f64::NAN, 4.0, 8.0]))?
            .with("y", Column::Real(vec![1.0, 1.5, 2.5, 3.5, 4.5]))?;
        for (fault, law) in [
            (Fault::BatchMean, Law::RowsAlone),
            (Fault::LastRow, Law::RowsAlone),
            (Fault::DropsRows, Law::RowsKept),
            (Fault::PanicsOnMissing, Law::NeverPanics),
            (Fault::PanicsOnHostileState, Law::NeverPanics),
            (Fault::FirstRow, Law::RowOrderOfFit),
            (Fault::UnnamedError, Law::ErrorsNamed),
            (Fault::OddNan, Law::CanonicalNan),
            (Fault::ByPosition, Law::ColumnOrder),
            (Fault::ForgetsState, Law::RoundTrip),
            (Fault::FieldOrder, Law::RefitEqual),
            (Fault::Silent, Law::Speaks),
        ] {
            let violation = contract::check(&Shift(fault), &x, &()).unwrap_err();
            assert_eq!(violation.law, law, "{fault:?}: {violation}");
            assert_eq!(violation.stage, "test.shift");
        }
        let checked = contract::check(&Shift(Fault::None), &x, &());
        assert!(checked.as_ref().is_ok_and(|checked| checked.skipped().is_empty()), "{checked:?}");
        let order = contract::Contract::new(&Shift(Fault::FirstRow), &x, &())
            .row_order_matters("it shifts by the first row")
            .check();
        assert_eq!(order.unwrap().skipped()[0].0, Law::RowOrderOfFit);
        Ok(())
    }
}
