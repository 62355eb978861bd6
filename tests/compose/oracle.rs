//! Against the numbers in `tests/oracle/compose.json`, which its neighbour `compose.py` has from scikit-learn.

use serde_json::Value as Json;
use std::sync::Arc;
use steadfast::prelude::*;

const TOLERANCE: f64 = 1e-9;

fn oracle() -> Json {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/oracle/compose.json");
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn numbers(json: &Json) -> Vec<f64> {
    json.as_array().unwrap().iter().map(|x| x.as_f64().unwrap()).collect()
}

fn whole(json: &Json) -> Vec<u32> {
    let whole = |x: &Json| u32::try_from(x.as_u64().unwrap()).unwrap();
    json.as_array().unwrap().iter().map(whole).collect()
}

fn matrix(json: &Json) -> Matrix {
    let rows: Vec<Vec<f64>> = json.as_array().unwrap().iter().map(numbers).collect();
    let names: Vec<Arc<str>> = ["a", "b", "c"].map(Arc::from).to_vec();
    Matrix::from_row_major(names, rows.concat()).unwrap()
}

fn labels(json: &Json) -> Labels {
    Labels::from_texts(whole(json).iter().map(u32::to_string))
}

fn close(what: &str, expected: &[f64], found: &[f64]) {
    assert_eq!(expected.len(), found.len(), "{what}");
    for (at, (a, b)) in expected.iter().zip(found).enumerate() {
        assert!(
            (a - b).abs() <= TOLERANCE * (1.0 + a.abs()),
            "{what} {at}: expected {a}, found {b}"
        );
    }
}

fn logistic() -> Logistic {
    Logistic::new().l2(1.0)
}

fn nearest() -> KnnClassifier {
    KnnClassifier::new().neighbors(4)
}

#[test]
fn votes_of_classifiers() -> Result<(), Error> {
    let oracle = oracle();
    let (x, asked) = (matrix(&oracle["x"]), matrix(&oracle["asked"]));
    for case in oracle["votes"].as_array().unwrap() {
        let y = labels(&case["y"]);
        let mut soft = vote(logistic()).and(GaussianNaiveBayes::new()).and(nearest());
        if !case["weights"].is_null() {
            soft = soft.weights(numbers(&case["weights"]));
        }
        let what = format!("weights {}", case["weights"]);
        let answers = soft.fit(&x, &y)?.apply(&asked)?;
        close(&what, &numbers(&case["soft"]), answers.probabilities());
        assert_eq!(answers.labels().codes(), whole(&case["chosen_softly"]), "{what}");
        let hard = soft.hard().fit(&x, &y)?.apply(&asked)?;
        assert_eq!(hard.labels().codes(), whole(&case["chosen_hard"]), "{what}");
    }
    Ok(())
}

#[test]
fn means_of_regressions() -> Result<(), Error> {
    let oracle = oracle();
    let (x, asked) = (matrix(&oracle["x"]), matrix(&oracle["asked"]));
    let y = Vector::new(numbers(&oracle["amount"]));
    for case in oracle["means"].as_array().unwrap() {
        let mut recipe =
            vote(Linear::new()).and(KnnRegressor::new().neighbors(3)).and(Ridge::new(5.0));
        if !case["weights"].is_null() {
            recipe = recipe.weights(numbers(&case["weights"]));
        }
        let answers = recipe.fit(&x, &y)?.apply(&asked)?;
        close("mean", &numbers(&case["answers"]), answers.values());
    }
    Ok(())
}

#[test]
fn each_class_against_the_rest() -> Result<(), Error> {
    let oracle = oracle();
    let (x, asked) = (matrix(&oracle["x"]), matrix(&oracle["asked"]));
    for case in oracle["rest"].as_array().unwrap() {
        let y = labels(&case["y"]);
        let answers = match case["member"].as_str().unwrap() {
            "logistic" => one_vs_rest(logistic()).fit(&x, &y)?.apply(&asked)?,
            _ => one_vs_rest(GaussianNaiveBayes::new()).fit(&x, &y)?.apply(&asked)?,
        };
        close(
            &case["member"].to_string(),
            &numbers(&case["probabilities"]),
            answers.probabilities(),
        );
    }
    Ok(())
}

/// The shares of a row follow from the decision function of the peer as the documentation says.
#[test]
fn each_class_against_each() -> Result<(), Error> {
    let oracle = oracle();
    let (x, asked) = (matrix(&oracle["x"]), matrix(&oracle["asked"]));
    for case in oracle["each"].as_array().unwrap() {
        let y = labels(&case["y"]);
        let answers = match case["member"].as_str().unwrap() {
            "logistic" => one_vs_one(logistic()).fit(&x, &y)?.apply(&asked)?,
            _ => one_vs_one(GaussianNaiveBayes::new()).fit(&x, &y)?.apply(&asked)?,
        };
        let mut expected = Vec::new();
        for row in numbers(&case["decision"]).chunks(y.classes().len()) {
            let raised: Vec<f64> = row.iter().map(|d| d + 1.0 / 3.0).collect();
            let sum = raised.iter().fold(0.0, |sum, d| sum + d);
            expected.extend(raised.iter().map(|d| d / sum));
        }
        close(&case["member"].to_string(), &expected, answers.probabilities());
        assert_eq!(answers.labels().codes(), whole(&case["chosen"]), "{}", case["member"]);
    }
    Ok(())
}

/// A regression that answers every row with the set of rows it was fitted to, as bits.
#[derive(Debug, Clone)]
struct Spy;

#[derive(Debug, Clone)]
struct Seen(f64);

impl Pipeline for Spy {
    type Input = Matrix;
    type Output = Vector;
}

impl Pipeline for Seen {
    type Input = Matrix;
    type Output = Vector;
}

/// Rows are told apart by column `id`, which is the last, so that the order of rows is that of the others.
impl<Y: ?Sized> Fit<Y> for Spy {
    type Fitted = Seen;
    fn fit(&self, x: &Matrix, _: &Y) -> Result<Seen, Error> {
        let bit = |row: &[f64]| (1u64 << row[row.len() - 1] as u64) as f64;
        Ok(Seen(x.iter_rows().map(bit).fold(0.0, |all, bit| all + bit)))
    }
}

impl Apply for Seen {
    fn apply(&self, x: &Matrix) -> Result<Vector, Error> {
        Ok(Vector::new(vec![self.0; x.rows()]))
    }
}

/// The fold of each row, numbered by the first row in it.
fn folds_of<Y: Learn>(folds: Folds, x: &Matrix, y: &Y) -> Result<Vec<u32>, Error> {
    let ids = x
        .iter_rows()
        .enumerate()
        .flat_map(|(id, row)| row.iter().copied().chain([id as f64]).collect::<Vec<_>>());
    let with_ids = Matrix::from_row_major(["a", "b", "c", "id"].map(Arc::from), ids.collect())?;
    let (_, seen) = cross_fit(folds, Spy).fit_apply(&with_ids, y)?;
    let mut firsts: Vec<u64> = Vec::new();
    let number = |seen: &f64| {
        let place = firsts.iter().position(|first| *first == seen.to_bits());
        let place = place.unwrap_or_else(|| {
            firsts.push(seen.to_bits());
            firsts.len() - 1
        });
        u32::try_from(place).unwrap()
    };
    Ok(seen.values().iter().map(number).collect())
}

#[test]
fn stacks_with_our_folds() -> Result<(), Error> {
    let oracle = oracle();
    let (x, asked) = (matrix(&oracle["x"]), matrix(&oracle["asked"]));
    let folds = Folds::new(4, 3);
    let amount = Vector::new(numbers(&oracle["amount"]));
    let mut cases = 0;
    println!("amount {:?}", folds_of(folds, &x, &amount)?);
    for name in [1, 4] {
        let y = labels(&oracle["votes"][name]["y"]);
        println!("classes {:?}", folds_of(folds, &x, &y)?);
    }
    for case in oracle["stacks"].as_array().unwrap() {
        cases += 1;
        let through = case["passthrough"].as_bool().unwrap();
        let same = Columnwise;
        let found = if case["target"] == "amount" {
            assert_eq!(folds_of(folds, &x, &amount)?, whole(&case["folds"]));
            let members = stack(folds, "line", Linear::new())
                .and("nearest", KnnRegressor::new().neighbors(3));
            let answers = if through {
                let recipe = members.passthrough(same).final_model(Ridge::new(1.0));
                recipe.fit(&x, &amount)?.apply(&asked)?
            } else {
                members.final_model(Ridge::new(1.0)).fit(&x, &amount)?.apply(&asked)?
            };
            answers.into_values()
        } else {
            let y = labels(&case["y"]);
            assert_eq!(folds_of(folds, &x, &y)?, whole(&case["folds"]));
            let members =
                stack(folds, "logistic", logistic()).and("bayes", GaussianNaiveBayes::new());
            let answers = if through {
                let recipe = members.passthrough(same).final_model(logistic());
                recipe.fit(&x, &y)?.apply(&asked)?
            } else {
                members.final_model(logistic()).fit(&x, &y)?.apply(&asked)?
            };
            answers.probabilities().to_vec()
        };
        close(&format!("{} {through}", case["target"]), &numbers(&case["answers"]), &found);
    }
    assert_eq!(cases, 6);
    Ok(())
}

/// A matrix as it is.
#[derive(Debug, Clone)]
struct Columnwise;

impl Pipeline for Columnwise {
    type Input = Matrix;
    type Output = Matrix;
}

impl<Y: ?Sized> Fit<Y> for Columnwise {
    type Fitted = Columnwise;
    fn fit(&self, _: &Matrix, _: &Y) -> Result<Columnwise, Error> {
        Ok(Columnwise)
    }
}

impl Apply for Columnwise {
    fn apply(&self, x: &Matrix) -> Result<Matrix, Error> {
        Ok(x.clone())
    }
}
