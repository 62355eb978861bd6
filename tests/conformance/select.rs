//! Runs the cases of transformers that select columns: scikit-learn's and Feature-engine's.
//!
//! The columns that stay are compared by the tables, and the scores that decided beside them. Selection by
//! mutual information starts from the peer's scores, which hold a draw of NumPy's generator; our own are
//! compared with them apart.

use super::transform::{Applied, Json, Parameters, compare, fit, fit_to, labels, table, vector};
use super::univariate::{Y, bounds, compare_information, compare_scores, fit_either};
use super::{CaseDir, Outcome, Runner};
use steadfast::data::{Column, Table};
use steadfast::error::Error;
use steadfast::metrics::Metric;
use steadfast::pipeline::{Apply, Pipeline};
use steadfast::select::{
    Amount, Association, Bins, Choice, CorrelationFilter, Cut, Discrete, DropConstant,
    DropDuplicate, DropHighPsi, Estimator, Importance, Keep, MissingValues, PsiThreshold,
    RecursiveElimination, Relevance, RelevanceFilter, SelectFromModel, SelectUnivariate, Selector,
    UnivariateTest, Validation, VarianceFilter,
};

/// Selectors.
pub(super) struct Selecting;

/// What came of fitting: how to apply it, or why it cannot be run.
enum Fitted {
    Applied(Applied),
    /// By other draws than the peer's, of what is named: other columns are a difference, not a failure.
    Drawn(Applied, &'static str),
    Unsupported(String),
}

type Run = fn(&CaseDir, &Parameters, &Table, &mut Outcome) -> Result<Fitted, String>;

fn transformer(name: &str) -> Option<Run> {
    Some(match name {
        "DropConstantFeatures" => constant,
        "DropDuplicateFeatures" => duplicate,
        "DropCorrelatedFeatures" | "SmartCorrelatedSelection" => correlated,
        "DropHighPSIFeatures" => psi,
        "VarianceThreshold" => variance,
        "SelectKBest"
        | "SelectPercentile"
        | "SelectFdr"
        | "SelectFpr"
        | "SelectFwe"
        | "GenericUnivariateSelect" => univariate,
        "RFE" => recursive,
        "SelectFromModel" => from_model,
        _ => return None,
    })
}

impl Runner for Selecting {
    fn handles(&self, case: &CaseDir) -> bool {
        case.has("params.json")
            && case.has("train.csv")
            && Parameters::read(case).is_ok_and(|p| transformer(&p.transformer).is_some())
    }

    fn run(&self, case: &CaseDir) -> Result<Outcome, String> {
        let parameters = Parameters::read(case)?;
        let run = transformer(&parameters.transformer).ok_or("no such transformer")?;
        let train = table(case, "train.csv")?;
        let mut outcome = Outcome::new();
        match run(case, &parameters, &train, &mut outcome)? {
            Fitted::Unsupported(reason) => Ok(Outcome::unsupported(reason)),
            Fitted::Applied(apply) => {
                compare(case, &mut outcome, &apply, &|_, _| 0.0)?;
                Ok(outcome)
            }
            Fitted::Drawn(apply, what) => {
                if let Err(columns) = compare(case, &mut outcome, &apply, &|_, _| 0.0) {
                    outcome.difference(format!(
                        "the peer draws {what} by NumPy's generator: {columns}"
                    ));
                }
                Ok(outcome)
            }
        }
    }
}

fn wrong(error: Error) -> String {
    error.to_string()
}

fn applied<S>(stage: S) -> Fitted
where
    S: Apply + Pipeline<Input = Table, Output = Table> + 'static,
{
    Fitted::Applied(Box::new(move |x| stage.apply(x)))
}

fn drawn<S>(stage: S, what: &'static str) -> Fitted
where
    S: Apply + Pipeline<Input = Table, Output = Table> + 'static,
{
    Fitted::Drawn(Box::new(move |x| stage.apply(x)), what)
}

fn need(json: &Json, what: &str) -> Result<f64, String> {
    json.number().ok_or_else(|| format!("no number for {what}: {json:?}"))
}

fn numbers(json: &Json) -> Option<Vec<f64>> {
    json.list()?.iter().map(Json::number).collect()
}

fn texts(json: &Json) -> Vec<String> {
    json.list().unwrap_or_default().iter().filter_map(Json::text).map(str::to_owned).collect()
}

/// Compares the columns dropped with the peer's list of them, in any order.
fn compare_dropped(outcome: &mut Outcome, found: &[std::sync::Arc<str>], expected: &Json) {
    let (mut found, mut expected): (Vec<String>, Vec<String>) =
        (found.iter().map(ToString::to_string).collect(), texts(expected));
    found.sort();
    expected.sort();
    if found == expected {
        outcome.agree();
    } else {
        outcome.fail(format!("dropped {found:?}, expected {expected:?}"));
    }
}

fn missing(parameters: &Parameters) -> MissingValues {
    match parameters.init.get("missing_values").text() {
        Some("ignore") => MissingValues::Ignore,
        Some("include") => MissingValues::Include,
        _ => MissingValues::Refuse,
    }
}

fn constant(
    _: &CaseDir,
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Fitted, String> {
    let share = need(parameters.init.get("tol"), "tol")?;
    let recipe = DropConstant::new().share(share).missing(missing(parameters));
    let (found, apply) = fit(recipe, parameters.variables(), train)?;
    compare_dropped(outcome, found.dropped(), parameters.fitted.get("features_to_drop_"));
    Ok(Fitted::Applied(apply))
}

fn duplicate(
    _: &CaseDir,
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Fitted, String> {
    let recipe = DropDuplicate::new().missing(missing(parameters));
    let (found, apply) = fit(recipe, parameters.variables(), train)?;
    compare_dropped(outcome, found.dropped(), parameters.fitted.get("features_to_drop_"));
    Ok(Fitted::Applied(apply))
}

fn variance(
    _: &CaseDir,
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Fitted, String> {
    let threshold = need(parameters.init.get("threshold"), "threshold")?;
    let (found, apply) = fit(VarianceFilter::new(threshold), None, train)?;
    let peers = numbers(parameters.fitted.get("variances_")).ok_or("no variances_")?;
    if peers.len() != found.columns().len() {
        return Err(format!("{} variances, expected {}", found.columns().len(), peers.len()));
    }
    for ((name, &variance), &peer) in found.columns().iter().zip(found.variance()).zip(&peers) {
        let reals = train.column(name).map_err(wrong)?.reals().ok_or("no numbers")?.into_owned();
        let mut sorted = steadfast::exact::sorted(&reals);
        sorted.retain(|x| !x.is_nan());
        let (low, high) = match sorted[..] {
            [low, .., high] => (low, high),
            _ => (0.0, 0.0),
        };
        // With threshold 0 the peer stores the range where that is the smaller and none is missing.
        let whole = sorted.len() == train.rows();
        let range = high - low;
        let found = if threshold == 0.0 && whole && range < variance { range } else { variance };
        // Squares of deviations from a mean that the peer rounds.
        let mean = 16.0 * f64::EPSILON * steadfast::exact::max(-low, high);
        let allowed = 1e-12 * peer.abs() + mean * mean;
        outcome.compare(&format!("variance of `{name}`"), found, peer, allowed);
    }
    Ok(Fitted::Applied(apply))
}

/// The text between two others.
fn between<'a>(text: &'a str, before: &str, after: &[char]) -> Option<&'a str> {
    let (_, rest) = text.split_once(before)?;
    Some(rest.split(after).next().unwrap_or(rest).trim())
}

/// A keyword argument in the text of a call.
fn keyword(text: &str, name: &str) -> Option<f64> {
    let of = |before: &str| between(text, &format!("{before}{name}="), &[',', ')'])?.parse().ok();
    of("(").or_else(|| of(" "))
}

/// The class that the text of an estimator makes.
fn class(text: &str) -> &str {
    text.split('(').next().unwrap_or(text).trim()
}

/// An estimator of ours by the text of the peer's, and whether it learns classes.
fn estimator(text: &str) -> Result<Estimator, String> {
    let number = |name: &str, usual: f64| keyword(text, name).unwrap_or(usual);
    let plain = |allowed: &[&str]| {
        let inside = text.split_once('(').map_or("", |(_, inside)| inside.trim_end_matches(')'));
        let names = inside.split(',').filter_map(|part| Some(part.split_once('=')?.0.trim()));
        match names.clone().find(|name| !allowed.contains(name)) {
            Some(name) => Err(format!("{text}: parameter {name}")),
            None => Ok(()),
        }
    };
    match class(text) {
        "LinearRegression" => plain(&["copy_X", "n_jobs"]).map(|()| Estimator::Linear),
        "Ridge" => {
            plain(&["alpha", "random_state", "solver", "tol"])?;
            Ok(Estimator::Ridge { alpha: number("alpha", 1.0) })
        }
        "Lasso" => {
            plain(&["alpha", "max_iter", "random_state", "tol"])?;
            Ok(Estimator::Lasso { alpha: number("alpha", 1.0) })
        }
        "ElasticNet" => {
            plain(&["alpha", "l1_ratio", "max_iter", "random_state", "tol"])?;
            let (alpha, ratio) = (number("alpha", 1.0), number("l1_ratio", 0.5));
            Ok(Estimator::ElasticNet { alpha, ratio })
        }
        "LogisticRegression" => {
            plain(&["C", "max_iter", "random_state", "solver", "tol", "n_jobs"])?;
            Ok(Estimator::Logistic { c: number("C", 1.0) })
        }
        "DecisionTreeClassifier" | "DecisionTreeRegressor" => {
            plain(&["max_depth", "min_samples_leaf", "random_state"])?;
            let (max_depth, min_samples_leaf) = tree_size(text);
            Ok(Estimator::Tree { max_depth, min_samples_leaf })
        }
        "RandomForestClassifier" | "RandomForestRegressor" => {
            plain(&["max_depth", "min_samples_leaf", "n_estimators", "n_jobs", "random_state"])?;
            let (max_depth, min_samples_leaf) = tree_size(text);
            let (trees, seed) = (number("n_estimators", 100.0) as u32, 0);
            Ok(Estimator::Forest { trees, max_depth, min_samples_leaf, seed })
        }
        other => Err(format!("estimator {other}")),
    }
}

/// Depth and smallest leaf of trees.
fn tree_size(text: &str) -> (Option<u32>, u32) {
    let depth = keyword(text, "max_depth").map(|depth| depth as u32);
    (depth, keyword(text, "min_samples_leaf").unwrap_or(1.0) as u32)
}

/// Whether the text makes a classifier.
fn classifies(text: &str) -> bool {
    class(text).contains("Classifier") || class(text).contains("Logistic")
}

/// The target as an estimator needs it.
fn target(case: &CaseDir, classes: bool) -> Result<Y, String> {
    Ok(match classes {
        true => Y::Classes(labels(case, "train.csv")?),
        false => Y::Numbers(vector(case, "train.csv")?),
    })
}

fn recursive(
    case: &CaseDir,
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Fitted, String> {
    let init = &parameters.init;
    let estimator = match estimator(init.get("estimator").text().ok_or("no estimator")?) {
        Ok(estimator) => estimator,
        Err(reason) => return Ok(Fitted::Unsupported(reason)),
    };
    let amount = |json: &Json, usual: Amount| match json.number() {
        None => usual,
        Some(share) if share < 1.0 => Amount::Share(share),
        Some(count) => Amount::Count(count as u64),
    };
    let keep = amount(init.get("n_features_to_select"), Amount::Share(0.5));
    let step = amount(init.get("step"), Amount::Count(1));
    let recipe = RecursiveElimination::new(estimator).keep(keep).step(step);
    let y = target(case, classifies(init.get("estimator").text().unwrap_or_default()))?;
    let found = fit_either(&recipe, train, &y).map_err(wrong)?;
    let ranking = numbers(parameters.fitted.get("ranking_")).ok_or("no ranking_")?;
    if let Estimator::Tree { .. } | Estimator::Forest { .. } = estimator {
        // How many stay in each round depends on no draw.
        let ranks = |ranking: &[f64]| steadfast::exact::sorted(ranking);
        if ranks(found.scores()) != ranks(&ranking) {
            outcome.fail(format!("ranks {:?}, expected {ranking:?}", found.scores()));
        }
        // Columns that no tree asks about tie, and the peer's argsort breaks ties as its sort happens to.
        if found.scores() != ranking {
            outcome
                .difference("columns without importance are ranked by an unstable sort".to_owned());
        }
        return Ok(drawn(found, "which of two columns with equal gain a tree asks about"));
    }
    for ((name, &rank), &peer) in found.columns().iter().zip(found.scores()).zip(&ranking) {
        outcome.compare(&format!("rank of `{name}`"), rank, peer, 0.0);
    }
    Ok(applied(found))
}

fn from_model(
    case: &CaseDir,
    parameters: &Parameters,
    train: &Table,
    _: &mut Outcome,
) -> Result<Fitted, String> {
    let init = &parameters.init;
    let estimator = match estimator(init.get("estimator").text().ok_or("no estimator")?) {
        Ok(estimator) => estimator,
        Err(reason) => return Ok(Fitted::Unsupported(reason)),
    };
    let threshold = match init.get("threshold") {
        Json::Null => Importance::Usual,
        json => match (json.number(), json.text()) {
            (Some(least), _) if least == f64::NEG_INFINITY => Importance::Any,
            (Some(least), _) => Importance::AtLeast(least),
            (None, text) => {
                let text = text.unwrap_or_default();
                let (times, of) = text.split_once('*').unwrap_or(("1", text));
                let times = times.trim().parse().map_err(|error| format!("{text}: {error}"))?;
                match of.trim() {
                    "mean" => Importance::Mean(times),
                    "median" => Importance::Median(times),
                    _ => return Err(format!("threshold {text}")),
                }
            }
        },
    };
    let mut recipe = SelectFromModel::new(estimator).threshold(threshold);
    // A rule for the number was asked by the peer; its answer is kept.
    let most = parameters.fitted.get("max_features_").number();
    if let Some(most) = most.or(init.get("max_features").number()) {
        recipe = recipe.most(most as u64);
    }
    if let Some(order) = init.get("norm_order").number() {
        recipe = recipe.norm(order);
    }
    let y = target(case, classifies(init.get("estimator").text().unwrap_or_default()))?;
    let found = fit_either(&recipe, train, &y).map_err(wrong)?;
    if let Estimator::Forest { .. } = estimator {
        return Ok(drawn(found, "the rows and columns of its forest"));
    }
    Ok(applied(found))
}

/// The test a score function is, whether it learns classes (when it says), and its seed.
struct ScoreFunction {
    test: UnivariateTest,
    classes: Option<bool>,
    seed: Option<u32>,
}

fn score_function(text: &str) -> Result<ScoreFunction, String> {
    let flag = |name: &str| between(text, &format!("{name}="), &[',', ')']) != Some("False");
    let (center, force_finite) = (flag("center"), flag("force_finite"));
    let exact = |test, classes| ScoreFunction { test, classes: Some(classes), seed: None };
    if text.contains("f_classif") {
        return Ok(exact(UnivariateTest::Anova, true));
    } else if text.contains("f_regression") {
        return Ok(exact(UnivariateTest::Regression { center, force_finite }, false));
    } else if text.contains("r_regression") {
        return Ok(exact(UnivariateTest::Correlation { center, force_finite }, false));
    } else if text.contains("chi2") {
        return Ok(exact(UnivariateTest::ChiSquare, true));
    }
    let classes =
        match (text.contains("mutual_info_classif"), text.contains("mutual_info_regression")) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            // A lambda does not say; the target does.
            _ if text.contains("<lambda>") => None,
            _ => return Err(format!("score function {text}")),
        };
    let neighbors = keyword(text, "n_neighbors").unwrap_or(3.0) as u64;
    let discrete = match between(text, "discrete_features=", &[',', ')']) {
        None | Some("False" | "'auto'") => Discrete::None,
        Some("True") => Discrete::All,
        Some(other) => return Err(format!("discrete_features={other}")),
    };
    let seed = match classes {
        None => Some(0),
        Some(_) => keyword(text, "random_state").map(|seed| seed as u32),
    };
    // Nothing is drawn for classes in both.
    let seed = if discrete == Discrete::All && classes == Some(true) { Some(0) } else { seed };
    let test = UnivariateTest::MutualInformation { neighbors, discrete };
    Ok(ScoreFunction { test, classes, seed })
}

/// Text, or a few whole numbers, are classes.
fn looks_like_classes(case: &CaseDir) -> Result<bool, String> {
    let Ok(y) = vector(case, "train.csv") else { return Ok(true) };
    let mut distinct = steadfast::exact::sorted(y.values());
    distinct.dedup();
    Ok(distinct.len() <= 20 && distinct.iter().all(|y| y.floor() == *y))
}

fn choice(parameters: &Parameters) -> Result<Choice, String> {
    let init = &parameters.init;
    let best = |json: &Json| match json.number() {
        Some(k) => Ok(Choice::Best(k as u64)),
        None if json.text() == Some("all") => Ok(Choice::All),
        None => Err(format!("k = {json:?}")),
    };
    let alpha = || need(init.get("alpha"), "alpha");
    Ok(match parameters.transformer.as_str() {
        "SelectKBest" => best(init.get("k"))?,
        "SelectPercentile" => Choice::Percentile(need(init.get("percentile"), "percentile")?),
        "SelectFpr" => Choice::FalsePositiveRate(alpha()?),
        "SelectFdr" => Choice::FalseDiscoveryRate(alpha()?),
        "SelectFwe" => Choice::FamilyWiseError(alpha()?),
        _ => {
            let param = init.get("param");
            match init.get("mode").text().unwrap_or("percentile") {
                "k_best" => best(param)?,
                mode => {
                    let param = need(param, "param")?;
                    match mode {
                        "percentile" => Choice::Percentile(param),
                        "fpr" => Choice::FalsePositiveRate(param),
                        "fdr" => Choice::FalseDiscoveryRate(param),
                        "fwe" => Choice::FamilyWiseError(param),
                        other => return Err(format!("mode {other}")),
                    }
                }
            }
        }
    })
}

fn univariate(
    case: &CaseDir,
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Fitted, String> {
    let text = parameters.init.get("score_func").text().unwrap_or("f_classif");
    let function = match score_function(text) {
        Ok(function) => function,
        Err(reason) => return Ok(Fitted::Unsupported(reason)),
    };
    let classes = match function.classes {
        Some(classes) => classes,
        None => looks_like_classes(case)?,
    };
    let y = target(case, classes)?;
    let scores = numbers(parameters.fitted.get("scores_")).ok_or("no scores_")?;
    let p_values = numbers(parameters.fitted.get("pvalues_")).unwrap_or_default();
    let recipe = SelectUnivariate::new(function.test.clone(), choice(parameters)?);
    if let UnivariateTest::MutualInformation { .. } = function.test {
        compare_information(outcome, &function.test, train, &y, function.seed, &scores)?;
        let names = train.columns().filter(|(_, column)| !matches!(&***column, Column::Text(_)));
        let names: Vec<_> = names.map(|(name, _)| name.clone()).collect();
        return Ok(applied(recipe.by_scores(names, scores, Vec::new()).map_err(wrong)?));
    }
    let found: Selector<SelectUnivariate> = y.fit(&recipe, train).map_err(wrong)?;
    let bounds = bounds(&function.test, train, &y, &scores);
    compare_scores(outcome, &bounds, &found, &scores, &p_values);
    Ok(applied(found))
}

/// Fits it on the columns named when some are, to a target of either kind.
fn fit_relevance(
    recipe: RelevanceFilter,
    variables: Option<Vec<String>>,
    train: &Table,
    y: &Y,
) -> Result<(Selector<RelevanceFilter>, Applied), String> {
    match y {
        Y::Classes(y) => fit_to(recipe, variables, train, y),
        Y::Numbers(y) => fit_to(recipe, variables, train, y),
    }
}

fn correlated(
    case: &CaseDir,
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Fitted, String> {
    let init = &parameters.init;
    let threshold = need(init.get("threshold"), "threshold")?;
    let association = match init.get("method").text() {
        Some("pearson") | None => Association::Pearson,
        Some("spearman") => Association::Spearman,
        Some("kendall") => Association::Kendall,
        Some(other) => return Ok(Fitted::Unsupported(format!("method {other}"))),
    };
    let expected = parameters.fitted.get("features_to_drop_");
    let keep = match init.get("selection_method").text() {
        None => Keep::Name,
        Some("variance") => Keep::Variance,
        Some("missing_values") => Keep::Complete,
        Some("cardinality") => Keep::Cardinality,
        Some(by) => {
            let (by, classes) = match relevance(by, init) {
                Ok(by) => by,
                Err(reason) => return Ok(Fitted::Unsupported(reason)),
            };
            let y = target(case, classes)?;
            let recipe = RelevanceFilter::new(threshold, by).association(association);
            let (found, apply) = fit_relevance(recipe, parameters.variables(), train, &y)?;
            compare_dropped(outcome, found.dropped(), expected);
            let stays = |name: &str| {
                let at = found.columns().iter().position(|other| **other == *name)?;
                found.verdicts().stand_in(at).map(ToString::to_string)
            };
            compare_stand_ins(outcome, parameters, &stays);
            return Ok(Fitted::Applied(apply));
        }
    };
    let recipe = CorrelationFilter::new(threshold).keep(keep).association(association);
    let (found, apply) = fit(recipe, parameters.variables(), train)?;
    compare_dropped(outcome, found.dropped(), expected);
    let stays = |name: &str| found.reason(name).map(|(kept, _)| kept.to_owned());
    compare_stand_ins(outcome, parameters, &stays);
    Ok(Fitted::Applied(apply))
}

/// Compares the columns that stay for others with the peer's groups.
fn compare_stand_ins(
    outcome: &mut Outcome,
    parameters: &Parameters,
    stays: &dyn Fn(&str) -> Option<String>,
) {
    let Json::Map(groups) = parameters.fitted.get("correlated_feature_dict_") else { return };
    for (kept, group) in groups {
        for name in texts(group) {
            match stays(&name) {
                Some(found) if found == *kept => outcome.agree(),
                found => outcome.fail(format!("`{name}`: stays {found:?}, expected `{kept}`")),
            }
        }
    }
}

/// What a column says about the target, and whether the target is of classes.
fn relevance(by: &str, init: &Json) -> Result<(Relevance, bool), String> {
    match by {
        "corr_with_target" => Ok((Relevance::Correlation, false)),
        "model_performance" => {
            let estimator = estimator(init.get("estimator").text().unwrap_or_default())?;
            let metric = match init.get("scoring").text().unwrap_or("roc_auc") {
                // The same order: less of an error is more of its negative.
                "neg_mean_squared_error" => Metric::MeanSquaredError,
                "neg_mean_absolute_error" => Metric::MeanAbsoluteError,
                "neg_root_mean_squared_error" => Metric::RootMeanSquaredError,
                "neg_log_loss" => Metric::LogLoss,
                name => name.parse().map_err(|_| format!("scoring {name}"))?,
            };
            let folds = init.get("cv").number().ok_or("cv that is no number")?;
            // The peer deals rows as they come.
            let validation = Validation::new(metric).folds(folds as u64).in_order();
            let classes = classifies(init.get("estimator").text().unwrap_or_default());
            Ok((Relevance::Performance { estimator, validation }, classes))
        }
        other => Err(format!("selection_method {other}")),
    }
}

fn psi(
    _: &CaseDir,
    parameters: &Parameters,
    train: &Table,
    outcome: &mut Outcome,
) -> Result<Fitted, String> {
    let init = &parameters.init;
    let number = |name: &str| need(init.get(name), name);
    let share = number("split_frac");
    let cut = match init.get("cut_off") {
        Json::Number(cut) if *cut != 0.0 => Cut::Number(*cut),
        Json::Text(cut) => Cut::Text(cut.clone()),
        Json::List(list) if !list.is_empty() => match numbers(init.get("cut_off")) {
            Some(numbers) => Cut::Numbers(numbers),
            None => Cut::Texts(texts(init.get("cut_off"))),
        },
        _ if init.get("split_distinct").is_true() => Cut::DistinctShare(share?),
        _ => Cut::Share(share?),
    };
    let recipe = match init.get("split_col").text() {
        Some(column) => DropHighPsi::by(column),
        None => DropHighPsi::by_row(),
    };
    let threshold = match init.get("threshold").text() {
        Some("auto") => PsiThreshold::Probability(number("p_value")?),
        _ => PsiThreshold::Above(number("threshold")?),
    };
    let strategy = match init.get("strategy").text() {
        Some("equal_width") => Bins::Width,
        _ => Bins::Frequency,
    };
    let mut recipe = recipe
        .cut(cut)
        .switch(init.get("switch").is_true())
        .threshold(threshold)
        .bins(number("bins")? as u64)
        .strategy(strategy)
        .floor(number("min_pct_empty_bins")?)
        .missing(missing(parameters));
    match (init.get("variables").text(), parameters.variables()) {
        (Some("all"), _) => recipe = recipe.columns(train.names().map(ToString::to_string)),
        (_, Some(names)) => recipe = recipe.columns(names),
        _ => {}
    }
    let (found, apply) = fit(recipe, None, train)?;
    let Json::Map(peers) = parameters.fitted.get("psi_values_") else {
        return Err("no psi_values_".to_owned());
    };
    for (name, &index) in found.columns().iter().zip(found.scores()) {
        // A sum of one term a bin; each has the roundings of two shares and a logarithm.
        let peer = need(peers.get(&**name).unwrap_or(&Json::Null), name)?;
        outcome.compare(&format!("PSI of `{name}`"), index, peer, 1e-13 * (1.0 + peer));
    }
    compare_dropped(outcome, found.dropped(), parameters.fitted.get("features_to_drop_"));
    Ok(Fitted::Applied(apply))
}
