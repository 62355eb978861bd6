//! Tests of bins; expected edges and bins are those of scikit-learn 1.9.1 and Feature-engine 1.9.4.

use super::*;
use crate::data::{Column, Value};

fn table(values: &[f64]) -> Table {
    Table::new().with("a", Column::Real(values.to_vec())).unwrap()
}

const TRAIN: [f64; 11] = [0.0, 1.0, 1.0, 1.0, f64::NAN, 2.0, 3.0, 5.0, 8.0, 13.0, 21.1];
const LATER: [f64; 8] = [-5.0, 0.0, 1.0, 2.9, 5.0, 7.0, 21.1, 30.0];
const LOW: f64 = f64::NEG_INFINITY;
const HIGH: f64 = f64::INFINITY;

#[test]
fn edges_and_bins_as_the_peers_have_them() -> Result<(), Error> {
    let uniform = [0.0, 5.275, 10.55, 15.825_000_000_000_001, 21.1];
    for (recipe, edges, bins) in [
        (Discretize::uniform(4), uniform, [0, 0, 0, 0, 0, 1, 3, 3]),
        (Discretize::quantile(4), [0.0, 1.0, 2.5, 8.0, 21.1], [0, 0, 1, 2, 2, 2, 3, 3]),
        (
            Discretize::quantile(4).quantile_method(Quantile::Linear),
            [0.0, 1.0, 2.5, 7.25, 21.1],
            [0, 0, 1, 2, 2, 2, 3, 3],
        ),
        (
            Discretize::k_means(4),
            [0.0, 3.916666666666667, 9.75, 17.05, 21.1],
            [0, 0, 0, 0, 1, 1, 3, 3],
        ),
        (
            Discretize::equal_width(4),
            [LOW, 5.275, 10.55, 15.825_000_000_000_001, HIGH],
            [0, 0, 0, 0, 0, 1, 3, 3],
        ),
        (Discretize::equal_frequency(4), [LOW, 1.0, 2.5, 7.25, HIGH], [0, 0, 0, 2, 2, 2, 3, 3]),
        // Powers and means, of which the peers' are off by a few units in the last place.
        (
            Discretize::geometric(4),
            [LOW, 2.143_239_051_329_165, 4.593_473_631_142_34, 9.844_912_067_515_04, HIGH],
            [0, 0, 0, 1, 2, 2, 3, 3],
        ),
    ] {
        let fitted = recipe.fit(&table(&TRAIN), &())?;
        for (found, expected) in fitted.edges()[0].iter().zip(edges) {
            let close = (found - expected).abs() <= 1e-14 * expected.abs();
            let means = matches!(recipe.rule, Rule::Geometric | Rule::KMeans);
            assert!(*found == expected || means && close, "{fitted:?}");
        }
        assert_eq!(fitted.edges()[0].len(), 5);
        let out = fitted.apply(&table(&LATER))?;
        assert_eq!(out, table(&bins.map(f64::from)), "{recipe:?}");
        let missing = fitted.apply(&table(&[f64::NAN]))?;
        assert_eq!(missing, table(&[f64::NAN]));
    }
    Ok(())
}

#[test]
fn constant_columns_and_edges_that_fall_together() -> Result<(), Error> {
    let edges = |recipe: Discretize, values: &[f64]| -> Result<Vec<f64>, Error> {
        Ok(recipe.fit(&table(values), &())?.edges()[0].clone())
    };
    for recipe in [Discretize::uniform(4), Discretize::quantile(4), Discretize::equal_frequency(4)]
    {
        assert_eq!(edges(recipe, &[7.0; 5])?, [LOW, HIGH]);
    }
    let middle = [LOW, 6.9965, 7.0, 7.0035, HIGH];
    assert_eq!(edges(Discretize::equal_width(4), &[7.0; 5])?, middle);
    assert_eq!(edges(Discretize::geometric(4), &[7.0; 5])?, [LOW, 7.0, HIGH]);
    let ties = [1.0, 1.0, 1.0, 1.0, 2.0, 2.0 + 4e-9];
    assert_eq!(edges(Discretize::quantile(6), &ties)?, [1.0, 1.5, 2.000_000_004]);
    let linear = Discretize::quantile(6).quantile_method(Quantile::Linear);
    let expected = [1.0, 1.333_333_333_333_334, 2.000_000_000_666_666_7];
    assert_eq!(edges(linear, &ties)?, expected);
    // The quartiles are 1, 1, 1, 2, 3.
    let quartiles = edges(Discretize::equal_frequency(4), &[1.0, 1.0, 1.0, 2.0, 3.0])?;
    assert_eq!(quartiles, [LOW, 2.0, HIGH]);
    Ok(())
}

#[test]
fn each_column_may_have_its_own_number() -> Result<(), Error> {
    let x = table(&TRAIN).with("b", Column::integers(0..11))?;
    let fitted = Discretize::uniform(2).bins_of("b", 5).fit(&x, &())?;
    assert_eq!(fitted.edges(), [vec![0.0, 10.55, 21.1], vec![0.0, 2.0, 4.0, 6.0, 8.0, 10.0]]);
    Ok(())
}

#[test]
fn a_bin_is_written_in_four_ways() -> Result<(), Error> {
    let x = table(&[1.0, 4.0, f64::NAN]).with("b", Column::text(["x", "y", "z"]))?;
    let recipe = Discretize::uniform(2);
    let made = |output| recipe.clone().output(output).fit(&x, &())?.apply(&x);
    let text = made(BinOutput::Text)?;
    let cells = |x: &Table| (0..3).map(|row| x.value(row, "a").to_string()).collect::<Vec<_>>();
    assert_eq!(cells(&text), ["`0`", "`1`", "missing"]);
    assert_eq!(cells(&made(BinOutput::Boundaries)?), ["`[-inf, 2.5)`", "`[2.5, inf)`", "missing"]);
    let indicators = made(BinOutput::Indicators)?;
    let names: Vec<&str> = indicators.names().map(|name| &**name).collect();
    assert_eq!(names, ["b", "a_0.0", "a_1.0"]);
    let second = [Value::Real(0.0), Value::Real(1.0), Value::Missing];
    assert_eq!([0, 1, 2].map(|row| indicators.value(row, "a_1.0")), second);
    let clash = x.with("a_1.0", Column::text(["", "", ""]))?;
    let message = recipe.output(BinOutput::Indicators).fit(&clash, &()).unwrap_err().to_string();
    assert_eq!(message, "stage `discretize`, column `a`: two columns would be named `a_1.0`");
    Ok(())
}

#[test]
fn given_edges_end_where_they_end() -> Result<(), Error> {
    let recipe = Discretize::given([("a", vec![0.0, 1.0, 5.0])]);
    let x = table(&[0.0, 1.0, 1.5, 5.0]).with("b", Column::Real(vec![9.0; 4]))?;
    let bins = |recipe: &Discretize| recipe.fit(&x, &())?.apply(&x)?.select(&["a"]);
    assert_eq!(bins(&recipe)?, table(&[0.0, 0.0, 1.0, 1.0]));
    assert_eq!(bins(&recipe.clone().closed(Closed::Left))?, table(&[0.0, 1.0, 1.0, 1.0]));
    let message = recipe.fit(&table(&[5.5]), &()).unwrap_err().to_string();
    assert_eq!(message, "stage `discretize`, column `a`: row 0 is 5.5, expected from 0 to 5");
    let message = recipe.fit(&x, &())?.apply(&table(&[1.0, -0.5])).unwrap_err().to_string();
    let expected = "stage `discretize`, column `a`, row 1: expected from 0 to 5, found -0.5";
    assert_eq!(message, expected);
    let lenient = recipe.undefined(Undefined::Missing).fit(&x, &())?;
    assert_eq!(lenient.apply(&table(&[1.0, -0.5]))?, table(&[0.0, f64::NAN]));
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() {
    let message = |recipe: Discretize, values: &[f64]| {
        recipe.fit(&table(values), &()).unwrap_err().to_string()
    };
    assert_eq!(
        message(Discretize::uniform(0), &[1.0]),
        "stage `discretize`: parameter `bins` must be from 1 to 1000000, found 0"
    );
    assert_eq!(
        message(Discretize::uniform(3).bins_of("b", 2), &[1.0]),
        "no column `b`; the table has `a`"
    );
    assert_eq!(
        message(Discretize::given([("a", vec![1.0, 1.0])]), &[1.0]),
        "stage `discretize`: parameter `given` must be two edges or more that ascend, \
         found [1.0, 1.0] for `a`"
    );
    for recipe in [Discretize::uniform(3), Discretize::quantile(3), Discretize::equal_frequency(3)]
    {
        assert_eq!(
            message(recipe.clone(), &[f64::MAX, -f64::MAX]),
            "stage `discretize`, column `a`: the span of the values is beyond the range of f64"
        );
        let empty = message(recipe, &[f64::NAN]);
        assert_eq!(empty, "stage `discretize`, column `a`: every value is missing");
    }
}

#[test]
fn refuses_a_state_that_does_not_fit_together() {
    let restore = |recipe: &Discretize, edges: &[f64], names: &[&str]| {
        let names = vec![names.iter().map(|name| Arc::from(*name)).collect()];
        let (columns, edges) = (["a".into()].into(), vec![edges.to_vec()]);
        let state = DiscretizerState { columns, edges, names };
        Discretizer::restore(recipe.clone(), state).unwrap_err()
    };
    let numbers = Discretize::uniform(2);
    let message = "the edges of column `a` are not two or more that ascend";
    for edges in [&[1.0][..], &[2.0, 1.0], &[0.0, f64::NAN], &[]] {
        assert_eq!(restore(&numbers, edges, &[]), message);
    }
    let wrong = "column `a` has 1 names of bins, not 0";
    assert_eq!(restore(&numbers, &[1.0, 2.0], &["x"]), wrong);
    let indicators = numbers.output(BinOutput::Indicators);
    let wrong = "column `a` has 1 names of bins, not 2";
    assert_eq!(restore(&indicators, &[1.0, 2.0, 3.0], &["x"]), wrong);
    let twice = restore(&indicators, &[1.0, 2.0, 3.0], &["x", "x"]);
    assert_eq!(twice, "column `x` appears twice");
}
