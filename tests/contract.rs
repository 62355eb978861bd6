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
use steadfast::contract::{Checked, Contract, Law};
use steadfast::data::{ColumnType, Types};
use steadfast::prelude::*;

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
    fn run<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y)
    where
        Y: Learn,
        R: Fit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        self.hold(recipe, Contract::new(recipe, x, y));
    }

    fn run_in_order<R, Y>(&mut self, recipe: &R, x: &R::Input, y: &Y, reason: &str)
    where
        Y: Learn,
        R: Fit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        self.hold(recipe, Contract::new(recipe, x, y).row_order_matters(reason));
    }

    fn hold<R, Y>(&mut self, recipe: &R, contract: Contract<'_, R, Y>)
    where
        Y: Learn,
        R: Fit<Y>,
        R::Fitted: Stage<Recipe = R>,
    {
        self.kinds.insert(R::Fitted::KIND);
        self.variants += 1;
        match contract.check() {
            Ok(checked) => self.passed(recipe, &checked),
            Err(violation) => self.broken.push(format!("{recipe:?}\n    {violation}")),
        }
    }

    /// A check that checks little is not a check.
    fn passed(&mut self, recipe: &impl Debug, checked: &Checked) {
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
        assert!(
            checked.laws().contains(&Law::MemoryLayout)
                != checked.laws().contains(&Law::ColumnOrder)
        );
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

fn texts(rows: [Option<&str>; 12]) -> Column {
    Column::Text(rows.into_iter().collect())
}

/// Every type of column, with values missing.
fn mixed() -> Result<Table, Error> {
    let nan = f64::NAN;
    Table::new()
        .with("age", Column::Real(vec![22., nan, 38., 26., 35., nan, 54., 2., 27., 14., 4., 58.5]))?
        .with(
            "n",
            Column::Integer(
                [1, 3, 1, 2, 0, 0, 1, 5, 2, 9, 1, 1].map(|n| (n != 9).then_some(n)).to_vec(),
            ),
        )?
        .with(
            "alone",
            Column::Boolean(
                [0, 1, 1, 0, 2, 1, 0, 0, 1, 1, 0, 1].map(|b| (b < 2).then_some(b == 1)).to_vec(),
            ),
        )?
        .with(
            "port",
            texts([
                Some("S"),
                Some("C"),
                Some("S"),
                None,
                Some("Q"),
                Some("S"),
                Some("S"),
                Some("C"),
                None,
                Some("S"),
                Some("é"),
                Some("S"),
            ]),
        )?
        .with(
            "ti=t,le \"x\"",
            texts([
                Some("Mr"),
                Some("Mrs"),
                Some("Miss"),
                Some("Mr"),
                Some("Mr"),
                Some("Dr"),
                Some("Mr"),
                Some("Master"),
                Some("Mrs"),
                Some("Miss"),
                Some(""),
                Some("Mr"),
            ]),
        )?
        .with(
            "fare",
            Column::Real(vec![7.25, 71.3, 7.9, 53.1, 8.05, 8.5, 51.9, 21., 11.1, 30., -0.0, 26.5]),
        )
}

fn with_time() -> Result<Table, Error> {
    let times = (0..12).map(|day| (day != 4).then_some(day * 86_400_000_000 - 1)).collect();
    mixed()?.with("when", Column::Timestamp(times))
}

/// No value missing, none infinite.
fn whole() -> Result<Table, Error> {
    mixed()?
        .select(&["fare"])?
        .with("n", Column::integers([1, 3, 1, 2, 0, 0, 1, 5, 2, 9, 1, 1]))?
        .with("const", Column::Real(vec![0.1; 12]))
}

const NAMES: [&str; 3] = ["a", "b", "c d"];

fn matrix() -> Result<Matrix, Error> {
    let row = |i: u32| {
        let x = f64::from(i);
        [x * 0.37 - 2.0, f64::from(i * 7 % 13) / 3.0, f64::from(i * i % 11) * 1e-3]
    };
    Matrix::from_rows(NAMES, (0..24).map(row))
}

fn numbers() -> Vector {
    Vector::new((0..24).map(|i| f64::from(i * i % 17) * 0.7 - f64::from(i) / 3.0).collect())
}

fn labels(classes: u32) -> Labels {
    Labels::from_texts((0..24).map(|i| format!("class {}", (i * i % 17) % classes)))
}

fn clean(battery: &mut Battery) -> Result<(), Error> {
    use steadfast::clean::AllMissing;
    let (x, timed) = (mixed()?, with_time()?);
    for recipe in
        [Impute::mean(), Impute::median(), Impute::constant(-1.5), Impute::constant(1e308)]
    {
        battery.run(&recipe, &x, &());
        battery.run(&recipe.indicator(), &timed, &());
    }
    battery.run(&Impute::most_frequent(), &timed, &());
    battery.run(&Impute::constant_text("none"), &x, &());
    battery.run(&Impute::constant_text("").indicator(), &x, &());
    let empty = x.clone().with("void", Column::missing(ColumnType::Real, 12))?;
    for rule in [AllMissing::Zero, AllMissing::Drop] {
        battery.run(&Impute::mean().all_missing(rule), &empty, &());
    }
    for recipe in [
        MissingIndicator::new(),
        MissingIndicator::new().all(),
        MissingIndicator::new().prefix("is_").suffix("?").keep_sources(false),
    ] {
        battery.run(&recipe, &timed, &());
    }
    for recipe in [
        GroupRare::new(),
        GroupRare::new().tolerance(0.2).few(1),
        GroupRare::new().tolerance(0.0).few(0).most(2).name("otros"),
    ] {
        battery.run(&recipe, &x, &());
    }
    let first = GroupRare::new().few(1).most(2).first_seen();
    battery.run_in_order(&first, &x, &(), "of equally frequent levels the first seen is kept");
    for tail in [Tail::Left, Tail::Right, Tail::Both] {
        battery.run(&Winsorize::gaussian(1.0).tail(tail), &x.select(&["age", "fare"])?, &());
        battery.run(&Winsorize::iqr(0.5).tail(tail).indicators(), &x.select(&["age", "n"])?, &());
        battery.run(&Winsorize::mad(2.0).tail(tail), &x.select(&["fare", "port"])?, &());
        battery.run(&Winsorize::quantiles(0.1).tail(tail), &x.select(&["age", "fare"])?, &());
    }
    for columns in [all(), numeric().except(named(["n"])), matching("*e*"), named(["port"])] {
        battery.run(&DropColumns::new(columns.clone()), &timed, &());
        battery.run(&KeepColumns::new(columns), &timed, &());
    }
    battery.run(&Identity::new(), &timed, &());
    Ok(())
}

fn preprocess(battery: &mut Battery) -> Result<(), Error> {
    let x = mixed()?;
    for recipe in
        [Standardize::new(), Standardize::new().center(false), Standardize::new().scale(false)]
    {
        battery.run(&recipe, &x, &());
        battery.run(&recipe, &whole()?, &());
    }
    battery.run(&MinMaxScale::new(), &x, &());
    battery.run(&MinMaxScale::new().range(-3.0, 0.1).clip(), &x, &());
    battery.run(&MaxAbsScale::new(), &x, &());
    for recipe in [
        RobustScale::new(),
        RobustScale::new().percentiles(10.0, 90.0).unit_variance(true),
        RobustScale::new().center(false),
        RobustScale::new().scale(false),
    ] {
        battery.run(&recipe, &x, &());
    }
    let every = Types::TEXT.or(Types::NUMERIC);
    for unknown in [Unknown::Error, Unknown::Ignore, Unknown::Infrequent] {
        for drop in [DropLevel::None, DropLevel::First, DropLevel::IfBinary] {
            battery.run(&OneHot::new().unknown(unknown).drop(drop).min_count(2), &x, &());
            battery.run(&OneHot::new().unknown(unknown).drop(drop).missing_level(false), &x, &());
        }
    }
    for recipe in [
        OneHot::new().types(every),
        OneHot::new().types(every).min_share(0.2).infrequent_name("∞"),
        OneHot::new().types(every).max_categories(2).unknown(Unknown::Infrequent),
        OneHot::new().levels("port", ["S", "Q", "é", "C", "Z"]),
    ] {
        battery.run(&recipe, &x, &());
    }
    for recipe in [
        Ordinal::new(),
        Ordinal::new().types(every).unknown_value(-1.0).missing_value(-2.0),
        Ordinal::new().unknown_value(f64::NAN),
        Ordinal::new().min_count(2).unknown_value(-1.0),
        Ordinal::new().min_share(0.2),
        Ordinal::new().max_categories(2),
        Ordinal::new().levels("port", ["S", "Q", "é", "C", "Z"]),
    ] {
        battery.run(&recipe, &x, &());
    }
    Ok(())
}

fn select(battery: &mut Battery) -> Result<(), Error> {
    let x = whole()?.with(
        "fare2",
        Column::Real(vec![14.5, 142.6, 15.8, 106.2, 16.1, 17., 103.8, 42., 22.2, 60., -0.0, 53.]),
    )?;
    for threshold in [0.0, 1.0] {
        battery.run(&VarianceFilter::new(threshold), &x, &());
        battery.run(&VarianceFilter::new(threshold), &mixed()?, &());
    }
    let fare = x.without(&["const"]);
    for association in [Association::Pearson, Association::Spearman] {
        for keep in [Keep::Name, Keep::Variance, Keep::Complete, Keep::Cardinality] {
            battery.run(
                &CorrelationFilter::new(0.9).keep(keep).association(association),
                &fare,
                &(),
            );
        }
    }
    Ok(())
}

fn assemble(battery: &mut Battery) -> Result<(), Error> {
    battery.run(&Assemble::new(), &whole()?, &());
    let numbers = mixed()?.select(&["age", "alone", "fare", "n"])?;
    battery.run(&Assemble::new().allow_missing(), &numbers, &());
    battery.run(&Assemble::new().allow_missing().allow_infinite(), &numbers, &());
    battery.run(&Assemble::new().allow_infinite(), &whole()?, &());
    Ok(())
}

#[cfg(feature = "train")]
fn models(battery: &mut Battery) -> Result<(), Error> {
    let x = matrix()?;
    for recipe in [Linear::new(), Linear::new().intercept(false)] {
        battery.run(&recipe, &x, &numbers());
    }
    for recipe in [Ridge::new(0.5), Ridge::new(10.0).intercept(false)] {
        battery.run(&recipe, &x, &numbers());
    }
    for classes in [2, 3] {
        for recipe in [Logistic::new(), Logistic::new().l2(0.1).intercept(false)] {
            battery.run(&recipe, &x, &labels(classes));
        }
        battery.run(&DecisionTree::classifier(), &x, &labels(classes));
        battery.run(
            &DecisionTree::classifier().max_depth(2).min_samples_leaf(3),
            &x,
            &labels(classes),
        );
        battery.run(&RandomForest::classifier().trees(5).seed(3), &x, &labels(classes));
        battery.run(&RandomForest::classifier().trees(3).max_features(1), &x, &labels(classes));
    }
    battery.run(&DecisionTree::regressor(), &x, &numbers());
    battery.run(&DecisionTree::regressor().max_depth(1), &x, &numbers());
    battery.run(&RandomForest::regressor().trees(5).max_depth(3), &x, &numbers());
    Ok(())
}

/// A build that cannot fit models is tested on the others.
#[cfg(not(feature = "train"))]
fn models(battery: &mut Battery) -> Result<(), Error> {
    assert_eq!((labels(2).rows(), numbers().rows(), matrix()?.rows()), (24, 24, 24));
    let models = steadfast::stages::registry();
    battery.kinds.extend(models.kinds().filter(|kind| kind.starts_with("model.")));
    Ok(())
}

#[test]
fn every_stage_keeps_the_contract() -> Result<(), Error> {
    let mut battery = Battery::default();
    clean(&mut battery)?;
    preprocess(&mut battery)?;
    select(&mut battery)?;
    assemble(&mut battery)?;
    models(&mut battery)?;
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
