//! Runs the references of statistics: what NumPy, SciPy, pandas and scikit-learn say of one table.
//!
//! Comparisons and selections are expected to the bit. Where the peer sums, this crate rounds an exact sum
//! once, and is allowed the distance that the peer's rounding can make, by the sizes of what it sums.

use super::transform::Json;
use super::univariate::{Y, bounds, compare_information, compare_scores};
use super::{CaseDir, Outcome, Runner};
use steadfast::data::{Column, ColumnType, CsvReader, Labels, Table, Value, Vector};
use steadfast::exact::{self, Quantile, Ties, quantile};
use steadfast::metrics::kendall_tau_b;
use steadfast::select::{Choice, SelectUnivariate, UnivariateTest};

const EPS: f64 = f64::EPSILON;

/// `stats.json`.
pub(super) struct Statistics;

impl Runner for Statistics {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("stats.json") && case.has("input.csv")
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let expected = Json::parse(&case.read("stats.json")?)?;
        let input = Input::read(case, &expected)?;
        let mut outcome = Outcome::new();
        outcome.rows = input.x.rows();
        let Json::Map(keys) = &expected else { return Err("no map".to_owned()) };
        for (key, value) in keys {
            match key.as_str() {
                "versions" | "columns" => {}
                "describe" => {
                    for (name, column) in input.columns() {
                        describe(&mut outcome, name, &column, value.get(name))?;
                    }
                }
                "corr" => correlations(&mut outcome, &input, value)?,
                "cov" => covariances(&mut outcome, &input, &array(value)?),
                "f_test" => f_test(&mut outcome, &input, value)?,
                "chi2" => chi2(&mut outcome, &input, value)?,
                "pearson_with_target" => with_target(&mut outcome, &input, value)?,
                key if key.starts_with("mutual_info_random_state_") => {
                    let seed = key.rsplit('_').next().and_then(|seed| seed.parse().ok());
                    let test = UnivariateTest::mutual_information();
                    let y = input.target(expected.get("f_test").get("peer"))?;
                    let scores = array(value)?;
                    compare_information(&mut outcome, &test, &input.x, &y, seed, &scores)?;
                }
                other => outcome.fail(format!("`{other}` is not compared")),
            }
        }
        Ok(outcome)
    }
}

/// The table, and its target as it is written.
struct Input {
    x: Table,
    y: Vec<String>,
}

impl Input {
    fn read(case: &CaseDir, expected: &Json) -> Result<Input, String> {
        let wrong = |error: steadfast::error::Error| error.to_string();
        let text = case.read("input.csv")?;
        let header = text.split_inclusive('\n').next().unwrap_or_default();
        let header = CsvReader::new().read_str(header).map_err(wrong)?;
        let names: Vec<String> = header.names().map(ToString::to_string).collect();
        let columns = expected.get("columns").list().ok_or("no columns")?;
        let columns: Vec<&str> = columns.iter().filter_map(Json::text).collect();
        let types = names.iter().map(|name| {
            let listed = columns.contains(&name.as_str());
            (name.as_str(), if listed { ColumnType::Real } else { ColumnType::Text })
        });
        let all = CsvReader::new().types(types).missing([""]).read_str(&text).map_err(wrong)?;
        let target = names.iter().find(|name| !columns.contains(&name.as_str()));
        let cell = |row: usize| match target.map(|name| all.value(row, name)) {
            Some(Value::Text(cell)) => cell.to_owned(),
            _ => String::new(),
        };
        let y = (0..all.rows()).map(cell).collect();
        Ok(Input { x: all.select(&columns).map_err(wrong)?, y })
    }

    fn columns(&self) -> Vec<(&str, Vec<f64>)> {
        let of = |column: &Column| column.reals().map(|x| x.into_owned()).unwrap_or_default();
        self.x.columns().map(|(name, column)| (&**name, of(column))).collect()
    }

    fn numbers(&self) -> Result<Vector, String> {
        let read =
            |cell: &String| cell.parse().map_err(|error| format!("target `{cell}`: {error}"));
        Ok(Vector::new(self.y.iter().map(read).collect::<Result<_, String>>()?))
    }

    fn target(&self, peer: &Json) -> Result<Y, String> {
        match peer.text() {
            Some(peer) if peer.contains("classif") => {
                Ok(Y::Classes(Labels::from_texts(self.y.iter().map(String::as_str))))
            }
            Some(_) => Ok(Y::Numbers(self.numbers()?)),
            None => Err("f_test names no peer".to_owned()),
        }
    }
}

/// A number by its bits.
fn number(json: &Json) -> Result<f64, String> {
    bits(json.get("hex")).ok_or_else(|| format!("no number: {json:?}"))
}

fn bits(hex: &Json) -> Option<f64> {
    u64::from_str_radix(hex.text()?, 16).ok().map(f64::from_bits)
}

/// An array by its bits.
fn array(json: &Json) -> Result<Vec<f64>, String> {
    let hex = json.get("hex").list().ok_or("no array")?;
    hex.iter().map(|hex| bits(hex).ok_or_else(|| format!("no bits: {hex:?}"))).collect()
}

fn describe(outcome: &mut Outcome, name: &str, all: &[f64], expected: &Json) -> Result<(), String> {
    let x: Vec<f64> = all.iter().copied().filter(|x| !x.is_nan()).collect();
    let sorted = exact::sorted(&x);
    let n = x.len() as f64;
    let mean_size = exact::exact_sum(&x.iter().map(|x| x.abs()).collect::<Vec<f64>>()) / n;
    let deviation = exact::standard_deviation(&x, 0).unwrap_or(0.0);
    let flatness = exact::kurtosis(&x).unwrap_or(0.0) + 3.0;
    let Json::Map(keys) = expected else { return Err(format!("`{name}` is not described")) };
    for (key, value) in keys {
        let what = format!("{key} of `{name}`");
        let missing = f64::NAN;
        // A sum of n terms in pairs, of their size; a central moment of squares and of the mean's error.
        let (found, allowed) = match key.as_str() {
            "mean" => (exact::mean(&x), 16.0 * EPS * mean_size),
            // An exact sum, rounded, over n.
            "mean_fsum" => (exact::mean(&x), EPS * mean_size),
            "std_ddof0" => (exact::standard_deviation(&x, 0), 16.0 * EPS * deviation),
            "std_ddof1" => (exact::standard_deviation(&x, 1), 16.0 * EPS * deviation),
            // Third powers of deviations that are off by the mean's error.
            "skew" => (exact::skewness(&x), 64.0 * EPS * (flatness + mean_size / deviation)),
            "kurtosis_excess" => {
                (exact::kurtosis(&x), 64.0 * EPS * flatness * (1.0 + mean_size / deviation))
            }
            "median" => (exact::median(&x), 0.0),
            "mad" => (exact::median_absolute_deviation(&x), 0.0),
            "min" => (sorted.first().copied(), 0.0),
            "max" => (sorted.last().copied(), 0.0),
            // The peer's normal quantiles (AS 111) have nine digits.
            "shapiro_W" => (exact::shapiro_wilk(&x), 1e-8),
            "quantiles_linear" => {
                let Json::Map(shares) = value else { return Err(what) };
                for (share, value) in shares {
                    let q = share.parse().map_err(|error| format!("{share}: {error}"))?;
                    let found = quantile(&sorted, q, Quantile::Linear).unwrap_or(missing);
                    outcome.compare(&format!("{what} at {share}"), found, number(value)?, 0.0);
                }
                continue;
            }
            key if key.starts_with("quantile_methods_") => {
                let share = key.trim_start_matches("quantile_methods_").replacen('_', ".", 1);
                let q = share.parse().map_err(|error| format!("{share}: {error}"))?;
                let Json::Map(methods) = value else { return Err(what) };
                for (method, value) in methods {
                    let found = quantile(&sorted, q, method_of(method)?).unwrap_or(missing);
                    outcome.compare(&format!("{what} by {method}"), found, number(value)?, 0.0);
                }
                continue;
            }
            _ => {
                outcome.fail(format!("{what} is not compared"));
                continue;
            }
        };
        outcome.compare(&what, found.unwrap_or(missing), number(value)?, allowed);
    }
    Ok(())
}

fn method_of(name: &str) -> Result<Quantile, String> {
    Ok(match name {
        "inverted_cdf" => Quantile::InvertedCdf,
        "averaged_inverted_cdf" => Quantile::AveragedInvertedCdf,
        "closest_observation" => Quantile::ClosestObservation,
        "interpolated_inverted_cdf" => Quantile::InterpolatedInvertedCdf,
        "hazen" => Quantile::Hazen,
        "weibull" => Quantile::Weibull,
        "linear" => Quantile::Linear,
        "median_unbiased" => Quantile::MedianUnbiased,
        "normal_unbiased" => Quantile::NormalUnbiased,
        "lower" => Quantile::Lower,
        "higher" => Quantile::Higher,
        "midpoint" => Quantile::Midpoint,
        "nearest" => Quantile::Nearest,
        other => return Err(format!("no quantile method `{other}`")),
    })
}

/// The rows where both columns have a value.
fn both(a: &[f64], b: &[f64]) -> (Vec<f64>, Vec<f64>) {
    a.iter().zip(b).filter(|(a, b)| !a.is_nan() && !b.is_nan()).unzip()
}

/// Correlations are off by the roundings of sums of products of size 1.
const CORRELATION: f64 = 64.0 * EPS;

fn correlations(outcome: &mut Outcome, input: &Input, expected: &Json) -> Result<(), String> {
    let Json::Map(kinds) = expected else { return Err("no correlations".to_owned()) };
    let columns = input.columns();
    for (kind, value) in kinds {
        let peers = array(value)?;
        for (i, (a_name, a)) in columns.iter().enumerate() {
            for (j, (b_name, b)) in columns.iter().enumerate() {
                let (a, b) = both(a, b);
                let ranks = |x: &[f64]| exact::rank(x, Ties::Average);
                let found = match kind.as_str() {
                    "pearson" => exact::pearson(&a, &b),
                    "spearman" => exact::pearson(&ranks(&a), &ranks(&b)),
                    "kendall" => kendall_tau_b(&a, &b).ok(),
                    other => {
                        outcome.fail(format!("corr `{other}` is not compared"));
                        break;
                    }
                };
                let peer = peers.get(i * columns.len() + j).copied().ok_or("too few")?;
                let what = format!("{kind} of `{a_name}` and `{b_name}`");
                outcome.compare(&what, found.unwrap_or(f64::NAN), peer, CORRELATION);
            }
        }
    }
    Ok(())
}

fn covariances(outcome: &mut Outcome, input: &Input, peers: &[f64]) {
    let columns = input.columns();
    for (i, (a_name, a)) in columns.iter().enumerate() {
        for (j, (b_name, b)) in columns.iter().enumerate() {
            let (a, b) = both(a, b);
            let deviation = |x: &[f64]| exact::standard_deviation(x, 1).unwrap_or(0.0);
            let found = exact::covariance(&a, &b, 1).unwrap_or(f64::NAN);
            let peer = peers.get(i * columns.len() + j).copied().unwrap_or(f64::NAN);
            let allowed = CORRELATION * deviation(&a) * deviation(&b);
            outcome.compare(
                &format!("covariance of `{a_name}` and `{b_name}`"),
                found,
                peer,
                allowed,
            );
        }
    }
}

fn univariate(
    outcome: &mut Outcome,
    input: &Input,
    test: &UnivariateTest,
    y: &Y,
    scores: &[f64],
    p_values: &[f64],
) -> Result<(), String> {
    let recipe = SelectUnivariate::new(test.clone(), Choice::All);
    let found = y.fit(&recipe, &input.x).map_err(|error| error.to_string())?;
    let bounds = bounds(test, &input.x, y, scores);
    compare_scores(outcome, &bounds, &found, scores, p_values);
    Ok(())
}

fn f_test(outcome: &mut Outcome, input: &Input, expected: &Json) -> Result<(), String> {
    let y = input.target(expected.get("peer"))?;
    let test = match y {
        Y::Classes(_) => UnivariateTest::anova(),
        Y::Numbers(_) => UnivariateTest::regression(),
    };
    let (f, p) = (array(expected.get("F"))?, array(expected.get("p"))?);
    univariate(outcome, input, &test, &y, &f, &p)
}

fn chi2(outcome: &mut Outcome, input: &Input, expected: &Json) -> Result<(), String> {
    let y = Y::Classes(Labels::from_texts(input.y.iter().map(String::as_str)));
    let (scores, p) = (array(expected.get("chi2"))?, array(expected.get("p"))?);
    univariate(outcome, input, &UnivariateTest::chi_square(), &y, &scores, &p)
}

fn with_target(outcome: &mut Outcome, input: &Input, expected: &Json) -> Result<(), String> {
    let y = input.numbers()?;
    let peers = expected.list().ok_or("no list")?;
    for ((name, x), peer) in input.columns().iter().zip(peers) {
        let found = exact::pearson(x, y.values()).unwrap_or(f64::NAN);
        outcome.compare(&format!("correlation of `{name}`"), found, number(peer)?, CORRELATION);
    }
    Ok(())
}
