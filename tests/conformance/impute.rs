//! Runs the cases of imputers by neighbours, by regressions, from the end of the distribution, and of
//! limits that are given.

use super::clean::{Build, Learned, Refusal, SUM, largest, unsupported};
use super::transform::{Applied, Cell, Json, Parameters, compare_cells, fit, table};
use super::{CaseDir, Outcome, Runner, Verdict};
use std::collections::BTreeMap;
use steadfast::artifact::Stage;
use steadfast::clean::{
    AllMissing, Bayesian, Cap, ImputeEndTail, ImputeIterative, ImputeKnn, IterativeImputer,
    IterativeImputerState, MatchCategories, Order, Regression, SetMissing, Start,
};
use steadfast::data::{Table, Types};
use steadfast::exact;
use steadfast::pipeline::Apply;

pub(super) fn transformer(name: &str) -> Option<Build> {
    Some(match name {
        "ArbitraryOutlierCapper" => capper,
        "EndTailImputer" => end_tail_imputer,
        "IterativeImputer" => iterative_imputer,
        "MatchCategories" => match_categories,
        _ => return None,
    })
}

/// The training table with the peer's `missing_values` missing, and how to make them so.
pub(super) fn with_missing_values(
    parameters: &Parameters,
    train: &Table,
) -> Result<(Table, Option<Applied>), Refusal> {
    let recipe = match parameters.init.get("missing_values") {
        Json::Null => return Ok((train.clone(), None)),
        Json::Text(text) if text == "NaN" => return Ok((train.clone(), None)),
        Json::Text(text) => SetMissing::numbers([]).texts([text]),
        Json::Number(x) => SetMissing::numbers([*x]),
        other => return Err(unsupported("missing_values", other)),
    };
    let apply = fit(recipe, None, train)?.1;
    let train = apply(train).map_err(|error| error.to_string())?;
    Ok((train, Some(apply)))
}

/// The same transformer after another.
pub(super) fn after(before: Option<Applied>, learned: Learned) -> Learned {
    let Some(before) = before else { return learned };
    let then = learned.apply;
    Learned { apply: Box::new(move |x| then(&before(x)?)), ..learned }
}

fn empty_rule(init: &Json) -> AllMissing {
    if init.get("keep_empty_features").is_true() { AllMissing::Zero } else { AllMissing::Drop }
}

fn number(init: &Json, key: &str) -> Result<f64, Refusal> {
    init.get(key).number().ok_or_else(|| unsupported(key, init.get(key)))
}

fn end_tail_imputer(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let fold = number(&parameters.init, "fold")?;
    let (recipe, sums) = match parameters.init.get("imputation_method").text() {
        // The deviation too is off by what sums are off.
        Some("gaussian") => (ImputeEndTail::gaussian(fold), SUM * (1.0 + fold)),
        Some("iqr") => (ImputeEndTail::iqr(fold), 0.0),
        Some("max") => (ImputeEndTail::max(fold), 0.0),
        _ => {
            return Err(unsupported("imputation_method", parameters.init.get("imputation_method")));
        }
    };
    let recipe = match parameters.init.get("tail").text() {
        Some("right") => recipe,
        Some("left") => recipe.left(),
        _ => return Err(unsupported("tail", parameters.init.get("tail"))),
    };
    let (fitted, apply) = fit(recipe, parameters.variables(), train)?;
    let most = largest(train);
    let allowed = move |name: &str, _: f64| sums * most(name);
    let expected = parameters.fitted.get("imputer_dict_");
    let learned = Learned::exact(apply);
    let learned = learned.beside("fill", fitted.columns(), fitted.fills(), expected, &allowed)?;
    Ok(Learned { allowed: Box::new(allowed), ..learned })
}

fn capper(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let limits = |key: &str| match parameters.init.get(key) {
        Json::Map(map) => {
            map.iter().filter_map(|(name, x)| Some((name.clone(), x.number()?))).collect()
        }
        _ => BTreeMap::new(),
    };
    let recipe =
        limits("max_capping_dict").into_iter().fold(Cap::new(), |r, (n, x)| r.at_most(n, x));
    let recipe = limits("min_capping_dict").into_iter().fold(recipe, |r, (n, x)| r.at_least(n, x));
    Ok(Learned::exact(fit(recipe, None, train)?.1))
}

fn match_categories(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    Ok(Learned::exact(fit(MatchCategories::new(), parameters.variables(), train)?.1))
}

/// What is known of `Name(key=value, key=value)`.
fn arguments<'a>(text: &'a str, name: &str) -> Option<BTreeMap<&'a str, &'a str>> {
    let inside = text.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(')')?;
    let pairs = inside.split(", ").filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=')).collect()
}

/// The peer's estimator, when it is one there is a counterpart of.
fn regression(estimator: &Json) -> Option<Regression> {
    let text = match estimator {
        Json::Null => return Some(Regression::default()),
        other => other.text()?,
    };
    if text == "LinearRegression()" {
        return Some(Regression::Linear);
    }
    if let Some(known) = arguments(text, "Ridge") {
        let alpha = known.get("alpha").map_or(Some(1.0), |x| x.parse().ok())?;
        return known.keys().all(|key| *key == "alpha").then_some(Regression::Ridge(alpha));
    }
    let mut rule = Bayesian::new();
    let (mut alpha, mut lambda) = ((1e-6, 1e-6), (1e-6, 1e-6));
    for (key, value) in arguments(text, "BayesianRidge")? {
        let number = || value.parse::<f64>().ok();
        match key {
            "max_iter" => rule = rule.rounds(value.parse().ok()?),
            "tol" => rule = rule.tolerance(number()?),
            "alpha_1" => alpha.0 = number()?,
            "alpha_2" => alpha.1 = number()?,
            "lambda_1" => lambda.0 = number()?,
            "lambda_2" => lambda.1 = number()?,
            "alpha_init" => rule = rule.alpha_start(number()?),
            "lambda_init" => rule = rule.lambda_start(number()?),
            "fit_intercept" => rule = rule.intercept(value == "True"),
            "compute_score" | "copy_X" | "verbose" => {}
            _ => return None,
        }
    }
    Some(Regression::BayesianRidge(rule.alpha(alpha.0, alpha.1).lambda(lambda.0, lambda.1)))
}

/// A limit of every column, or of each.
fn limit(init: &Json, key: &str, none: f64, columns: usize) -> Result<Vec<f64>, Refusal> {
    match init.get(key) {
        Json::Null => Ok(vec![none; columns]),
        Json::List(each) if each.len() == columns => {
            each.iter().map(|x| x.number().ok_or_else(|| unsupported(key, x))).collect()
        }
        other => Ok(vec![other.number().ok_or_else(|| unsupported(key, other))?; columns]),
    }
}

/// One regression of the peer's: the column, the others, their coefficients, the intercept.
type Step = (usize, Vec<usize>, Vec<f64>, f64);

fn steps(parameters: &Parameters) -> Option<Vec<Step>> {
    let index = |x: &Json| x.number().map(|x| x as usize);
    let step = |step: &Json| {
        let [column, others, coefficients, intercept] = step.list()? else { return None };
        let others = others.list()?.iter().map(index).collect::<Option<_>>()?;
        let coefficients = coefficients.list()?.iter().map(Json::number).collect::<Option<_>>()?;
        Some((index(column)?, others, coefficients, intercept.number()?))
    };
    parameters.extra.get("sequence").list()?.iter().map(step).collect()
}

/// A stage that runs the peer's own regressions, for what it drew by chance or fitted with an estimator
/// there is no counterpart of.
fn restored(
    recipe: &ImputeIterative,
    parameters: &Parameters,
    train: &Table,
) -> Result<IterativeImputer, Refusal> {
    let names: Vec<String> = train.names().map(ToString::to_string).collect();
    let steps = steps(parameters).ok_or_else(|| {
        Refusal::Unsupported(format!(
            "estimator = {:?}, of which the case holds no regressions",
            parameters.init.get("estimator")
        ))
    })?;
    let start = parameters.fitted.get("initial_imputer_").list().unwrap_or_default();
    let start: Vec<f64> = start.iter().filter_map(Json::number).collect();
    let mut coefficients = Vec::new();
    for (column, others, weights, _) in &steps {
        let weight = |at: usize| {
            let place = others.iter().position(|other| *other == at);
            place.and_then(|place| weights.get(place)).copied().unwrap_or(0.0)
        };
        coefficients.extend((0..names.len()).filter(|at| at != column).map(weight));
    }
    let gaps =
        train.columns().filter(|(_, column)| (0..column.len()).any(|row| column.is_missing(row)));
    let marks = parameters.init.get("add_indicator").is_true();
    let marked: Vec<String> = gaps.filter(|_| marks).map(|(name, _)| name.to_string()).collect();
    let state = serde_json::json!({
        "columns": names,
        "start": start,
        "dropped": [],
        "marked": marked,
        "rounds": parameters.extra.get("n_iter").number().unwrap_or(0.0) as u64,
        "steps": steps.iter().map(|(column, ..)| *column as u64).collect::<Vec<_>>(),
        "intercepts": steps.iter().map(|(.., intercept)| *intercept).collect::<Vec<_>>(),
        "coefficients": coefficients,
    });
    let state: IterativeImputerState =
        serde_json::from_value(state).map_err(|error| error.to_string())?;
    Ok(IterativeImputer::restore(recipe.clone(), state)?)
}

fn iterative_imputer(parameters: &Parameters, train: &Table) -> Result<Learned, Refusal> {
    let init = &parameters.init;
    let (train, before) = with_missing_values(parameters, train)?;
    if init.get("sample_posterior").is_true() {
        return Err(unsupported("sample_posterior", init.get("sample_posterior")));
    }
    let start = match (init.get("initial_strategy").text(), init.get("fill_value")) {
        (Some("mean"), _) => Start::Mean,
        (Some("median"), _) => Start::Median,
        (Some("most_frequent"), _) => Start::MostFrequent,
        (Some("constant"), value) => Start::Constant(value.number().unwrap_or(0.0)),
        _ => return Err(unsupported("initial_strategy", init.get("initial_strategy"))),
    };
    let (order, random) = match init.get("imputation_order").text() {
        Some("ascending") => (Order::Ascending, false),
        Some("descending") => (Order::Descending, false),
        Some("roman") => (Order::Roman, false),
        Some("arabic") => (Order::Arabic, false),
        Some("random") => (Order::Roman, true),
        _ => return Err(unsupported("imputation_order", init.get("imputation_order"))),
    };
    let columns = train.width();
    let least = limit(init, "min_value", f64::NEG_INFINITY, columns)?;
    let greatest = limit(init, "max_value", f64::INFINITY, columns)?;
    let mut recipe = ImputeIterative::new()
        .start(start)
        .order(order)
        .rounds(number(init, "max_iter")? as u64)
        .tolerance(number(init, "tol")?)
        .all_missing(empty_rule(init));
    for (name, (least, greatest)) in train.names().zip(least.into_iter().zip(greatest)) {
        recipe = recipe.limits_of(&**name, least, greatest);
    }
    if init.get("skip_complete").is_true() {
        recipe = recipe.skip_complete();
    }
    if init.get("add_indicator").is_true() {
        recipe = recipe.indicator();
    }
    let nearest =
        init.get("n_nearest_features").number().is_some_and(|few| (few as usize) < columns);
    let learned = match regression(init.get("estimator")) {
        Some(regression) if !random && !nearest => {
            let (fitted, apply) = fit(recipe.regression(regression), None, &train)?;
            let learned = beside_rounds(Learned::exact(apply), &fitted, parameters, &train)?;
            Learned { allowed: regressions_allowed(&train), ..learned }
        }
        // Drawn by NumPy's generator, or another estimator: its own regressions are run.
        _ => {
            let fitted = restored(&recipe, parameters, &train)?;
            let apply: Applied = Box::new(move |x| fitted.apply(x));
            Learned { allowed: regressions_allowed(&train), ..Learned::exact(apply) }
        }
    };
    Ok(after(before, learned))
}

/// What the solutions of one system by two ways differ by: coefficients are off by roundings times the
/// condition of the columns, of which their scales are the greater part, and predictions follow.
fn regressions_allowed(train: &Table) -> super::clean::Allowed {
    let most = largest(train);
    let spread = |name: &str| {
        let values = train.get(name).and_then(|column| column.reals().map(|x| x.into_owned()));
        let there: Vec<f64> =
            values.unwrap_or_default().into_iter().filter(|x| !x.is_nan()).collect();
        exact::standard_deviation(&there, 0).filter(|spread| *spread > 0.0)
    };
    let spreads: Vec<f64> = train.names().filter_map(|name| spread(name)).collect();
    let least = spreads.iter().copied().reduce(exact::min).unwrap_or(1.0);
    let condition = spreads.iter().copied().reduce(exact::max).unwrap_or(1.0) / least;
    Box::new(move |name, _| 64.0 * f64::EPSILON * condition * most(name))
}

/// The rounds, and the first fills.
fn beside_rounds(
    learned: Learned,
    fitted: &IterativeImputer,
    parameters: &Parameters,
    train: &Table,
) -> Result<Learned, Refusal> {
    let rounds = Json::List(vec![parameters.fitted.get("n_iter_").clone()]);
    let found = [fitted.rounds() as f64];
    let learned = learned.beside("rounds", &["all"], &found, &rounds, |_, _| 0.0)?;
    let most = largest(train);
    let start = parameters.fitted.get("initial_imputer_").list().unwrap_or_default();
    // The peer has a number for every column, also for those it drops.
    let kept = train.names().zip(start).filter(|(name, _)| fitted.columns().contains(name));
    let start = Json::List(kept.map(|(_, start)| start.clone()).collect());
    learned.beside("first fill", fitted.columns(), fitted.start(), &start, move |name, _| {
        SUM * most(name)
    })
}

/// `KNNImputer`, whose cells are judged row by row.
pub(super) struct Neighbors;

impl Runner for Neighbors {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("params.json")
            && case.has("train.csv")
            && Parameters::read(case).is_ok_and(|p| p.transformer == "KNNImputer")
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let parameters = Parameters::read(case)?;
        let train = table(case, "train.csv")?;
        let (apply, donors) = match knn_imputer(&parameters, &train) {
            Ok(learned) => learned,
            Err(Refusal::Unsupported(reason)) => return Ok(Outcome::unsupported(reason)),
            Err(Refusal::Failed(reason)) => return Err(reason),
        };
        let mut outcome = Outcome::new();
        let mut inputs = BTreeMap::new();
        for part in ["train", "test"] {
            let input = donors.seen(&table(case, &format!("{part}.csv"))?)?;
            inputs.insert(part, input);
        }
        let allowed = |cell: Cell<'_>| {
            let input = inputs.get(cell.part);
            input.map_or((0.0, 0.0), |input| donors.allowed(input, cell.row, cell.column))
        };
        compare_cells(case, &mut outcome, &apply, &|cell| {
            let (rounding, choice) = allowed(cell);
            rounding + choice
        })?;
        // The same without another choice of rows: what differs then, differs by it.
        let mut plain = Outcome::new();
        compare_cells(case, &mut plain, &apply, &|cell| allowed(cell).0)?;
        if plain.verdict == Verdict::Fail {
            outcome.difference(format!(
                "{} cells: rows as far as the last neighbour, or at a distance that x² − 2xy + y² \
                 loses in rounding; the peer takes any of them",
                plain.details.len()
            ));
        }
        Ok(outcome)
    }
}

/// The rows a peer's neighbours come from, and the rules it takes them by.
struct Donors {
    before: Option<Applied>,
    names: Vec<String>,
    rows: Vec<Vec<f64>>,
    neighbors: usize,
    by_distance: bool,
}

fn knn_imputer(parameters: &Parameters, train: &Table) -> Result<(Applied, Donors), Refusal> {
    let init = &parameters.init;
    if init.get("metric").text() != Some("nan_euclidean") {
        return Err(unsupported("metric", init.get("metric")));
    }
    let by_distance = match init.get("weights").text() {
        Some("uniform") => false,
        Some("distance") => true,
        _ => return Err(unsupported("weights", init.get("weights"))),
    };
    let neighbors = number(init, "n_neighbors")? as usize;
    let (marked, before) = with_missing_values(parameters, train)?;
    let recipe = ImputeKnn::new().neighbors(neighbors as u64).all_missing(empty_rule(init));
    let recipe = if by_distance { recipe.by_distance() } else { recipe };
    let recipe = if init.get("add_indicator").is_true() { recipe.indicator() } else { recipe };
    let imputer = Learned::exact(fit(recipe, None, &marked)?.1);
    let apply = after(before, imputer).apply;
    let (_, before) = with_missing_values(parameters, train)?;
    let names = marked.columns().filter(|(_, c)| Types::NUMERIC.contains(c.column_type()));
    let names = names.map(|(name, _)| name.to_string()).collect();
    let mut donors = Donors { before, names, rows: Vec::new(), neighbors, by_distance };
    donors.rows = donors.seen(train)?;
    Ok((apply, donors))
}

impl Donors {
    /// The rows of a table as the imputer sees them.
    fn seen(&self, x: &Table) -> Result<Vec<Vec<f64>>, String> {
        let x = match &self.before {
            Some(before) => before(x).map_err(|error| error.to_string())?,
            None => x.clone(),
        };
        let columns = self.names.iter().map(|name| {
            let column = x.column(name).map_err(|error| error.to_string())?;
            Ok(column.reals().ok_or("no numbers")?.into_owned())
        });
        let columns = columns.collect::<Result<Vec<Vec<f64>>, String>>()?;
        Ok((0..x.rows()).map(|row| columns.iter().map(|column| column[row]).collect()).collect())
    }

    /// The squared distance of two rows, and how far off it the peer may be, which computes it as
    /// x² − 2xy + y²: the rounding of the largest of these, for every column.
    fn distance(&self, a: &[f64], b: &[f64]) -> Option<(f64, f64)> {
        let shared: Vec<(f64, f64)> = a
            .iter()
            .zip(b)
            .filter(|(x, y)| !x.is_nan() && !y.is_nan())
            .map(|(x, y)| (*x, *y))
            .collect();
        let scale = a.len() as f64 / shared.len() as f64;
        let sum =
            |terms: &dyn Fn(&(f64, f64)) -> f64| shared.iter().map(terms).fold(0.0, |a, b| a + b);
        let squares = sum(&|(x, y)| (x - y) * (x - y));
        // What is missing in one row alone is added and taken away again.
        let all = a.iter().chain(b).filter(|x| !x.is_nan()).map(|x| x * x).fold(0.0, |a, b| a + b);
        let off = (a.len() + 8) as f64 * f64::EPSILON * 2.0 * all * scale;
        (!shared.is_empty()).then_some((squares * scale, off))
    }

    /// The distance allowed for a cell: nothing where the value was there; the rounding of a mean, and of
    /// weights from distances off by their rounding, where it was filled in; and apart from it what another
    /// choice among rows equally far can make of it.
    fn allowed(&self, input: &[Vec<f64>], row: usize, column: &str) -> (f64, f64) {
        let Some(at) = self.names.iter().position(|name| name == column) else { return (0.0, 0.0) };
        let Some(cells) = input.get(row).filter(|cells| cells[at].is_nan()) else {
            return (0.0, 0.0);
        };
        let (mut near, mut size): (Vec<(f64, f64, f64)>, f64) = (Vec::new(), 0.0);
        for donor in self.rows.iter().filter(|donor| !donor[at].is_nan()) {
            near.extend(self.distance(cells, donor).map(|(d, off)| (d, off, donor[at])));
            size = if donor[at].abs() > size { donor[at].abs() } else { size };
        }
        near.sort_by(|a, b| a.0.total_cmp(&b.0));
        let count = self.neighbors.min(near.len());
        let (mut rounding, mut choice) = (SUM * size, 0.0);
        let Some(&(last, off, _)) = count.checked_sub(1).and_then(|at| near.get(at)) else {
            return (rounding, choice);
        };
        // Rows that may stand at the last place for the peer.
        let may = |(d, o, _): &&(f64, f64, f64)| (d - last).abs() <= o + off;
        let equal: Vec<f64> = near.iter().filter(may).map(|(.., x)| *x).collect();
        if near.iter().skip(count).any(|one| may(&one)) {
            let low = equal.iter().fold(f64::INFINITY, |a, b| if *b < a { *b } else { a });
            let high = equal.iter().fold(f64::NEG_INFINITY, |a, b| if *b > a { *b } else { a });
            let slots = near.iter().take(count).filter(may).count();
            choice = (high - low) * slots as f64 / count as f64;
        }
        if self.by_distance {
            for (distance, off, _) in near.iter().take(count) {
                match distance > off {
                    // A weight 1/√d is off by half the relative error of d, at either end of the mean.
                    true => rounding += off / distance * size,
                    // At a distance that is lost in rounding the weight may be infinite or not.
                    false => choice += size,
                }
            }
        }
        (rounding, choice)
    }
}
