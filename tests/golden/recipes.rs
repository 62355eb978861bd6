//! Every golden: its name, its recipe, what it is fitted on.

use super::data::{amounts, classes, mixed, titanic};
use super::{ensembles, glm, imported, kernel, multi_task, outcomes, stages};
use steadfast::artifact::Restore;
use steadfast::clean::AllMissing;
use steadfast::data::{Answer, Extra, Policy};
use steadfast::prelude::Trainer::{Linfa, Smartcore};
use steadfast::prelude::*;
use steadfast::{Batch, Error, LoadOptions};

/// What a typed load of an artifact gives: the bytes it saves again, and its predictions.
type Typed = dyn Fn(&[u8], &Table, Batch) -> Result<(Vec<u8>, String), Error>;

pub(crate) struct Golden {
    pub(crate) name: &'static str,
    pub(crate) rows: Table,
    pub(crate) fit: Box<dyn Fn() -> Result<Vec<u8>, Error>>,
    pub(crate) typed: Box<Typed>,
}

pub(crate) fn golden<R, Y>(name: &'static str, recipe: R, x: Table, y: Y) -> Golden
where
    Y: Learn + 'static,
    R: Fit<Y, Input = Table> + Clone + 'static,
    R::Fitted: Restore + Sync,
{
    settled(name, Training::new(), recipe, x, y)
}

fn settled<R, Y>(name: &'static str, training: Training, recipe: R, x: Table, y: Y) -> Golden
where
    Y: Learn + 'static,
    R: Fit<Y, Input = Table> + Clone + 'static,
    R::Fitted: Restore + Sync,
{
    let (rows, witness) = (x.clone(), recipe.clone());
    Golden {
        name,
        rows,
        fit: Box::new(move || training.fit(&recipe, &x, &y)?.to_bytes()),
        typed: Box::new(move |bytes, x, batch| {
            let model = LoadOptions::new().typed::<R, Y>(&witness, bytes)?;
            Ok((model.to_bytes()?, outcomes::text(&model.predict_batch(x, batch)?)?))
        }),
    }
}

/// Every column as numbers, without gaps.
macro_rules! dense {
    () => {
        DropColumns::new(timestamp())
            .then(Impute::median())
            .then(Impute::most_frequent())
            .then(OneHot::new().unknown(Unknown::Ignore))
            .then(Assemble::new())
    };
}
pub(crate) use dense;

/// All goldens. One that is released is never changed and never taken away; new ones are added.
pub(crate) fn all_goldens() -> Vec<Golden> {
    let mut goldens = tables();
    goldens.extend(matrices());
    goldens.extend(classifications());
    goldens.extend(regressions());
    goldens.extend(kernel::all());
    goldens.extend(stages::all());
    goldens.extend(ensembles::all());
    goldens.extend(glm::all());
    goldens.extend(multi_task::all());
    goldens.extend(imported::all());
    #[cfg(feature = "onnx")]
    goldens.extend(super::onnx::all());
    goldens
}

/// Pipelines that end in a table.
fn tables() -> Vec<Golden> {
    let pair = mixed().select(&["real", "twice"]).unwrap();
    let strict =
        Policy { missing: Answer::Refuse, unseen: Answer::Refuse, out_of_range: Answer::Refuse };
    let blank =
        Policy { missing: Answer::Missing, unseen: Answer::Missing, out_of_range: Answer::Missing };
    let policies = Training::new()
        .policies(blank)
        .policy("twice", strict)
        .policy("size", strict)
        .policy("seen", Policy { missing: Answer::Refuse, ..blank })
        .policy("whole", Policy { out_of_range: Answer::Refuse, ..Policy::default() })
        .policy("flag", Policy { missing: Answer::Refuse, ..Policy::default() })
        .extra_columns(Extra::Refuse)
        .target("nothing")
        .seed(7)
        .created_at("2026-01-01")
        .note("every policy");
    let roles =
        mixed().with_role("size", Role::Identifier).unwrap().with_role("seen", Role::Time).unwrap();
    vec![
        golden("smallest", Standardize::new(), pair.clone(), ()),
        settled("policies", policies, Identity::new(), mixed(), ()),
        settled(
            "roles",
            Training::new().witness(roles.take(&[3, 5])),
            on(all().except(named(["real"])).and(matching("re*")), Identity::new())
                .then(on(role(Role::Identifier), Identity::new())),
            roles,
            (),
        ),
        golden(
            "scales",
            Impute::mean()
                .then(on(named(["real"]), Standardize::new().center(false)))
                .then(on(named(["twice"]), MinMaxScale::new().range(-1.0, 3.0).clip()))
                .then(on(named(["whole"]), MaxAbsScale::new()))
                .then(on(named(["flag"]), Impute::most_frequent().then(MinMaxScale::new())))
                .then(on(named(["constant"]), RobustScale::new().unit_variance(true)))
                .then(on(real(), RobustScale::new().percentiles(5.0, 90.0)))
                .then(on(named(["twice"]), MaxAbsScale::new().clip())),
            mixed(),
            (),
        ),
        golden(
            "cleans",
            MissingIndicator::new()
                .all()
                .suffix("_is_missing")
                .then(on(named(["real"]), Winsorize::gaussian(1.5).tail(Tail::Left).indicators()))
                .then(on(named(["twice"]), Winsorize::iqr(0.5)))
                .then(on(named(["whole"]), Winsorize::mad(1.0).tail(Tail::Right)))
                .then(on(named(["twice"]), Winsorize::quantiles(0.05)))
                .then(on(
                    named(["colour"]),
                    GroupRare::new().tolerance(0.2).few(3).most(2).name("other"),
                ))
                .then(on(named(["size"]), GroupRare::new().first_seen().few(2)))
                .then(DropColumns::new(matching("constant*")))
                .then(KeepColumns::new(all().except(named(["flag"])))),
            mixed(),
            (),
        ),
        golden(
            "fills",
            on(real(), Impute::constant(-1.5).all_missing(AllMissing::Zero))
                .then(on(named(["constant"]), Impute::mean().all_missing(AllMissing::Drop)))
                .then(on(integer(), Impute::constant(7.0)))
                .then(on(text(), Impute::constant_text("none").indicator()))
                .then(on(boolean(), Impute::most_frequent()))
                .then(on(timestamp(), MissingIndicator::new().prefix("no_").keep_sources(false))),
            mixed(),
            (),
        ),
        golden(
            "selects",
            Impute::mean()
                .then(VarianceFilter::new(0.01))
                .then(on(
                    named(["real", "twice"]),
                    CorrelationFilter::new(0.9).keep(Keep::Variance),
                ))
                .then(
                    CorrelationFilter::new(0.99)
                        .keep(Keep::Complete)
                        .association(Association::Spearman),
                )
                .then(on(numeric(), CorrelationFilter::new(0.95).keep(Keep::Cardinality)))
                .then(CorrelationFilter::new(0.97)),
            mixed(),
            (),
        ),
    ]
}

/// Pipelines that end in a matrix.
fn matrices() -> Vec<Golden> {
    vec![
        golden(
            "encodes",
            DropColumns::new(timestamp())
                .then(join(
                    on(
                        named(["colour"]),
                        OneHot::new()
                            .unknown(Unknown::Infrequent)
                            .min_count(9)
                            .drop(DropLevel::First),
                    )
                    .then(KeepColumns::new(matching("colour*"))),
                    on(
                        named(["size"]),
                        Ordinal::new()
                            .unknown_value(-1.0)
                            .missing_value(-2.0)
                            .levels("size", ["small", "medium", "large"]),
                    )
                    .then(DropColumns::new(named(["colour"]))),
                ))
                .then(on(
                    named(["whole"]),
                    OneHot::new().types(Types::NUMERIC).max_categories(4).unknown(Unknown::Ignore),
                ))
                .then(Assemble::new().allow_missing().allow_infinite()),
            mixed(),
            (),
        ),
        golden(
            "joins",
            join(
                on(
                    numeric(),
                    Impute::median()
                        .then(on(real(), on(all(), Standardize::new())))
                        .then(Assemble::new()),
                ),
                join(
                    on(
                        named(["size"]),
                        OneHot::new()
                            .unknown(Unknown::Ignore)
                            .missing_level(false)
                            .then(Assemble::new()),
                    ),
                    on(
                        named(["colour"]),
                        OneHot::new()
                            .drop(DropLevel::IfBinary)
                            .unknown(Unknown::Ignore)
                            .min_share(0.1)
                            .infrequent_name("few")
                            .then(Assemble::new()),
                    ),
                ),
            ),
            mixed(),
            (),
        ),
    ]
}

/// Pipelines that end in classes.
fn classifications() -> Vec<Golden> {
    let (passengers, survived) = titanic().split_labels("survived").unwrap();
    let titanic = Impute::median()
        .indicator()
        .then(on(text(), Impute::constant_text("unknown").then(GroupRare::new())))
        .then(on(named(["fare"]), Winsorize::iqr(3.0)))
        .then(on(named(["pclass"]), OneHot::new().types(Types::NUMERIC)))
        .then(OneHot::new().unknown(Unknown::Ignore))
        .then(Standardize::new())
        .then(VarianceFilter::new(0.0))
        .then(CorrelationFilter::new(0.95))
        .then(Assemble::new());
    let ordinal = Impute::median()
        .then(Ordinal::new().unknown_value(-1.0).missing_value(-1.0))
        .then(Assemble::new());
    vec![
        golden(
            "titanic_logistic",
            titanic.clone().then(Logistic::new().with_trainer(Linfa)),
            passengers.clone(),
            survived.clone(),
        ),
        golden(
            "titanic_logistic_exact",
            titanic.then(Logistic::new()),
            passengers.clone(),
            survived.clone(),
        ),
        golden(
            "titanic_tree",
            ordinal.clone().then(DecisionTree::classifier().with_trainer(Smartcore).max_depth(5)),
            passengers.clone(),
            survived.clone(),
        ),
        golden(
            "titanic_forest",
            ordinal.then(
                RandomForest::classifier()
                    .with_trainer(Smartcore)
                    .trees(12)
                    .max_depth(5)
                    .seed(1912),
            ),
            passengers,
            survived,
        ),
        golden(
            "four_classes",
            dense!().then(Logistic::new().l2(0.5).with_trainer(Linfa)),
            mixed(),
            classes(),
        ),
        golden("four_classes_exact", dense!().then(Logistic::new().l2(0.5)), mixed(), classes()),
        golden(
            "four_classes_no_intercept",
            dense!().then(Logistic::new().l2(2.0).intercept(false).with_trainer(Linfa)),
            mixed(),
            classes(),
        ),
        golden(
            "four_classes_tree",
            dense!().then(DecisionTree::classifier().with_trainer(Smartcore).min_samples_leaf(3)),
            mixed(),
            classes(),
        ),
        golden(
            "four_classes_tree_exact",
            dense!().then(
                DecisionTree::classifier().criterion(TreeCriterion::Entropy).max_leaf_nodes(9),
            ),
            mixed(),
            classes(),
        ),
        golden(
            "four_classes_forest_exact",
            dense!().then(RandomForest::classifier().trees(5).seed(3).max_samples(30)),
            mixed(),
            classes(),
        ),
        golden(
            "four_classes_extra_trees",
            dense!().then(ExtraTrees::classifier().trees(4).max_depth(5).seed(1)),
            mixed(),
            classes(),
        ),
        golden(
            "four_classes_boosted",
            dense!().then(GradientBoosting::classifier().trees(5).max_depth(2).subsample(0.75)),
            mixed(),
            classes(),
        ),
        golden(
            "four_classes_adaboost",
            dense!().then(AdaBoost::new().trees(6).max_depth(2)),
            mixed(),
            classes(),
        ),
        golden(
            "four_classes_nearest",
            dense!().then(KnnClassifier::new().neighbors(4).by_distance()),
            mixed(),
            classes(),
        ),
        golden(
            "four_classes_forest",
            dense!().then(RandomForest::classifier().with_trainer(Smartcore).trees(5).seed(3)),
            mixed(),
            classes(),
        ),
    ]
}

/// Pipelines that end in numbers.
fn regressions() -> Vec<Golden> {
    vec![
        golden(
            "amounts_linear",
            dense!().then(Linear::new().with_trainer(Linfa)),
            mixed(),
            amounts(),
        ),
        golden("amounts_linear_exact", dense!().then(Linear::new()), mixed(), amounts()),
        golden(
            "amounts_ridge_exact",
            on_target(TargetTransform::Standardize, dense!().then(Ridge::new(0.5))),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_linear_ln_1p",
            dense!().then(on_target(
                TargetTransform::Ln1p,
                Linear::new().intercept(false).with_trainer(Linfa),
            )),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_ridge",
            on_target(
                TargetTransform::Standardize,
                dense!().then(Ridge::new(0.5).with_trainer(Linfa)),
            ),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_elastic_net",
            dense!().then(ElasticNet::new(0.25).ratio(0.75)),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_lasso",
            dense!().then(on_target(TargetTransform::Ln, Lasso::new(0.0625).positive(true))),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_nearest",
            dense!().then(KnnRegressor::new().neighbors(3).distance(Distance::Manhattan)),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_tree_sqrt",
            dense!().then(on_target(
                TargetTransform::Sqrt,
                DecisionTree::regressor().with_trainer(Smartcore).max_depth(6),
            )),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_tree_exact",
            dense!().then(DecisionTree::regressor().min_impurity_decrease(0.25)),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_forest_exact",
            dense!().then(on_target(
                TargetTransform::Ln,
                RandomForest::regressor().trees(4).max_depth(4),
            )),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_extra_trees",
            dense!().then(ExtraTrees::regressor().trees(4).min_samples_leaf(3)),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_boosted",
            dense!().then(on_target(
                TargetTransform::Ln,
                GradientBoosting::regressor().trees(8).learning_rate(0.25),
            )),
            mixed(),
            amounts(),
        ),
        golden(
            "amounts_forest_ln",
            dense!().then(on_target(
                TargetTransform::Ln,
                RandomForest::regressor().with_trainer(Smartcore).trees(6).seed(11),
            )),
            mixed(),
            amounts(),
        ),
    ]
}
