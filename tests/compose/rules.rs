//! What each ensemble does, by hand and by what its own pieces give.

use super::laws::{amounts, classes, dense, records, table};
use steadfast::pipeline::{And, First};
use steadfast::prelude::*;

fn line(values: &[f64]) -> Matrix {
    Matrix::from_rows(["a"], values.iter().map(|&x| [x])).unwrap()
}

#[test]
fn a_vote_is_the_mean_of_its_members_by_hand() -> Result<(), Error> {
    let x = line(&[0.0, 1.0, 2.0, 3.0]);
    let y = Vector::new(vec![0.0, 10.0, 20.0, 60.0]);
    let one = KnnRegressor::new().neighbors(1);
    let all = KnnRegressor::new().neighbors(4);
    let fitted = vote(one.clone()).and(all.clone()).weights([3.0, 1.0]).fit(&x, &y)?;
    // Nearest alone: the target itself. All four: 22.5.
    assert_eq!(fitted.apply(&x)?.values(), [5.625, 13.125, 20.625, 50.625]);
    let members: &And<First<_>, _> = fitted.members();
    assert_eq!(members.before().member(), &one.fit(&x, &y)?);
    assert_eq!(members.member(), &all.fit(&x, &y)?);
    Ok(())
}

/// In a tie of a hard vote the first class is chosen; a member's own threshold decides what it votes for.
#[test]
fn a_hard_vote_counts_what_members_choose() -> Result<(), Error> {
    let x = line(&[0.0, 1.0, 2.0, 3.0]);
    let y = Labels::from_texts(["no", "no", "yes", "yes"]);
    let near = || KnnClassifier::new().neighbors(1);
    let all = || KnnClassifier::new().neighbors(4);
    let tie = vote(near()).and(all()).hard().fit(&x, &y)?.apply(&x)?;
    assert_eq!(tie.row(3), [0.5, 0.5]);
    assert_eq!(tie.label(3), Some("no"));
    let eager = all().then(Threshold::at(0.5));
    let cut = vote(near()).and(eager).hard().fit(&x, &y)?.apply(&x)?;
    assert_eq!(cut.row(3), [0.0, 1.0]);
    assert_eq!(cut.row(0), [0.5, 0.5]);
    Ok(())
}

#[test]
fn weights_are_checked() -> Result<(), Error> {
    let x = line(&[0.0, 1.0, 2.0, 3.0]);
    let y = Vector::new(vec![0.0, 10.0, 20.0, 60.0]);
    let recipe = vote(Linear::new()).and(Ridge::new(1.0));
    for weights in [
        vec![],
        vec![1.0],
        vec![1.0; 3],
        vec![0.0; 2],
        vec![-1.0, 3.0],
        vec![f64::NAN, 1.0],
        vec![f64::INFINITY, 1.0],
        vec![1e308; 2],
    ] {
        let error = recipe.clone().weights(weights.clone()).fit(&x, &y).unwrap_err();
        let text = error.to_string();
        assert!(
            text.starts_with("stage `vote`: parameter `weights` must be"),
            "{weights:?}: {text}"
        );
    }
    assert!(recipe.weights([0.0, 1.0]).fit(&x, &y).is_ok());
    Ok(())
}

#[test]
fn outlines_show_the_members() -> Result<(), Error> {
    let bayes = || Assemble::new().then(GaussianNaiveBayes::new());
    let recipe =
        vote(Linear::new()).and(Ridge::new(1.0)).and(Ridge::new(2.0)).weights([1.0, 2.0, 0.5]);
    let outline = recipe.outline().to_string();
    let lines: Vec<&str> = outline.lines().map(str::trim_start).collect();
    assert_eq!(lines[0], "1. vote, weights [1.0, 2.0, 0.5]");
    assert!(
        lines[1].starts_with("1a.1. Linear") && lines[3].starts_with("1c.1. Ridge"),
        "{outline}"
    );
    for (outline, first) in [
        (vote(bayes()).hard().outline(), "1. hard vote"),
        (
            bag(9, 4, bayes()).share(0.5).without_replacement().outline(),
            "1. bag of 9, seed 4, 0.5 of the rows without replacement",
        ),
        (one_vs_rest(bayes()).outline(), "1. one vs rest"),
        (one_vs_one(bayes()).outline(), "1. one vs one"),
    ] {
        let outline = outline.to_string();
        let lines: Vec<&str> = outline.lines().map(str::trim_start).collect();
        assert_eq!((lines.len(), lines[0]), (3, first));
        assert!(
            lines[1].starts_with("1.1. Assemble") && lines[2].starts_with("1.2. Gaussian"),
            "{outline}"
        );
    }
    Ok(())
}

#[test]
fn a_bag_of_all_rows_is_its_stage() -> Result<(), Error> {
    let (x, y) = (table(60), classes(60));
    let stage = dense!().then(GaussianNaiveBayes::new().var_smoothing(1e-3));
    let bagged = bag(3, 9, stage.clone()).without_replacement().fit(&x, &y)?;
    let alone = records(&stage.fit(&x, &y)?);
    assert!(bagged.members().iter().all(|member| records(member) == alone));
    let (one, all) = (stage.fit(&x, &y)?.apply(&x)?, bagged.apply(&x)?);
    for (a, b) in one.probabilities().iter().zip(all.probabilities()) {
        assert!((a - b).abs() < 1e-15);
    }
    Ok(())
}

/// Each member has learned from other rows, and so many as the share says; threads change nothing.
#[test]
fn members_of_a_bag_have_rows_of_their_own() -> Result<(), Error> {
    let (x, y) = (table(60), amounts(60));
    let near = dense!().then(KnnRegressor::new().neighbors(1));
    let recipe = bag(9, 4, near).share(0.4).without_replacement();
    let fitted = recipe.fit(&x, &y)?;
    for threads in [2, 3, 20] {
        let spread = recipe.clone().threads(threads).fit(&x, &y)?;
        assert!(records(&spread) == records(&fitted), "{threads} threads");
    }
    for (at, member) in fitted.members().iter().enumerate() {
        // A row is its own nearest neighbour: those in the member are answered by themselves.
        let answers = member.apply(&x)?;
        let own = answers.values().iter().zip(y.values()).filter(|(a, b)| a == b).count();
        assert!((24..50).contains(&own), "member {at}: {own}");
        assert!(fitted.members()[..at].iter().all(|other| records(other) != records(member)));
    }
    let mean = fitted.apply(&x)?;
    for row in 0..60 {
        let own = |member: &_| Apply::apply(member, &x.take(&[row])).map(|y: Vector| y.values()[0]);
        let answers = fitted.members().iter().map(own).collect::<Result<Vec<f64>, _>>()?;
        let by_hand = answers.iter().fold(0.0, |sum, y| sum + y) / 9.0;
        assert!((mean.values()[row] - by_hand).abs() < 1e-12, "row {row}");
    }
    let other = recipe.clone().share(0.5).fit(&x, &y)?;
    assert!(records(&other) != records(&fitted));
    Ok(())
}

/// What could not be loaded again is not saved.
#[test]
fn more_stages_than_a_file_may_hold_are_not_saved() -> Result<(), Error> {
    let x = Table::new().with("a", Column::Real(vec![0.0, 1.0, 2.0, 3.0]))?;
    let y = Vector::new(vec![0.0, 10.0, 20.0, 60.0]);
    let near = Assemble::new().then(KnnRegressor::new().neighbors(1));
    let model = Training::new().fit(&bag(2047, 0, near.clone()), &x, &y)?;
    assert!(steadfast::LoadOptions::new().from_bytes(&model.to_bytes()?).is_ok());
    let error = Training::new().fit(&bag(2048, 0, near), &x, &y)?.to_bytes().unwrap_err();
    assert!(error.to_string().ends_with("stages: 4097 is over the limit of 4096"), "{error}");
    let deep = || Assemble::new().then(Linear::new());
    let deep = vote(vote(vote(vote(vote(vote(vote(vote(deep()))))))));
    let model = Training::new().fit(&deep, &x, &y)?;
    assert!(steadfast::LoadOptions::new().from_bytes(&model.to_bytes()?).is_ok());
    let error = Training::new().fit(&vote(deep), &x, &y)?.to_bytes().unwrap_err();
    assert!(error.to_string().ends_with("depth of branches: 9 is over the limit of 8"), "{error}");
    Ok(())
}

/// With replacement a member has 1 - 1/e of the rows, the others twice or more: of 1000 rows 632, give or take 10.
#[test]
fn rows_drawn_with_replacement_come_as_often_as_chance_says() -> Result<(), Error> {
    let places: Vec<f64> = (0..1000).map(f64::from).collect();
    let (x, y) = (line(&places), Vector::new(places.clone()));
    let fitted = bag(8, 2, KnnRegressor::new().neighbors(1)).fit(&x, &y)?;
    for member in fitted.members() {
        let answers = member.apply(&x)?;
        let own = answers.values().iter().zip(&places).filter(|(a, b)| a == b).count();
        assert!((590..675).contains(&own), "{own}");
    }
    Ok(())
}

/// A row that one member or another refuses is refused by its number, and the others are answered.
#[test]
fn refused_rows_keep_their_numbers() -> Result<(), Error> {
    let (x, y) = (table(60), classes(60));
    let strict = || Impute::median().then(OneHot::new().unknown(Unknown::Error));
    let numbers = on(numeric(), Impute::median()).then(KeepColumns::new(numeric()));
    let near = KnnClassifier::new().neighbors(3);
    let colours = strict().then(Assemble::new()).then(near.clone());
    let picky = numbers.then(Assemble::new()).then(near);
    let mut spoilt = x.clone();
    let colour = |row: usize| if row == 11 { "mauve" } else { "red" };
    spoilt.replace("colour", Column::text((0..60).map(colour)))?;
    let infinite = |row: usize| if row == 4 { f64::INFINITY } else { 1.0 };
    spoilt.replace("a", Column::Real((0..60).map(infinite).collect()))?;
    fn rows<P>(model: &Model<P>, x: &Table) -> Result<Vec<usize>, Error>
    where
        P: steadfast::artifact::Portable<Input = Table, Output = Classes> + Sync,
    {
        let outcomes = model.predict_rows(x)?;
        assert_eq!(outcomes.output().rows() + outcomes.refused().len(), x.rows());
        Ok(outcomes.refused().iter().map(|refused| refused.row).collect())
    }
    let model = Training::new().fit(&vote(colours.clone()).and(picky), &x, &y)?;
    assert_eq!(rows(&model, &spoilt)?, [4, 11]);
    let model = Training::new().fit(&bag(3, 1, colours.clone()), &x, &y)?;
    assert_eq!(rows(&model, &spoilt)?, [4, 11]);
    let model = Training::new().fit(&one_vs_one(colours), &x, &y)?;
    assert_eq!(rows(&model, &spoilt)?, [4, 11]);
    Ok(())
}

/// The mean over the members that have not seen a row, put together from the members one by one.
#[test]
fn out_of_bag_answers_are_those_of_strangers() -> Result<(), Error> {
    let x = line(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    let y = Vector::new(vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    // One nearest row of a line whose target is its place: exactly the rows in a member are answered by themselves.
    let recipe = bag(12, 3, KnnRegressor::new().neighbors(1));
    let (fitted, unseen) = recipe.fit_out_of_bag(&x, &y)?;
    assert!(records(&fitted) == records(&recipe.fit(&x, &y)?));
    let answers: Vec<Vector> =
        fitted.members().iter().map(|member| member.apply(&x)).collect::<Result<_, _>>()?;
    for (&row, found) in unseen.rows().iter().zip(unseen.answers().values()) {
        let strangers: Vec<f64> = answers
            .iter()
            .map(|answers| answers.values()[row])
            .filter(|answer| *answer != y.values()[row])
            .collect();
        let mean = strangers.iter().fold(0.0, |sum, x| sum + x) / strangers.len() as f64;
        assert!((mean - found).abs() < 1e-12, "row {row}: {mean} {found}");
    }
    assert_eq!(unseen.rows().len(), 8);
    let all = bag(2, 0, KnnRegressor::new().neighbors(1)).without_replacement();
    let error = all.fit_out_of_bag(&x, &y).unwrap_err();
    assert!(error.to_string().contains("every member saw all"), "{error}");
    let labels = Labels::from_texts(["a", "a", "a", "a", "b", "b", "b", "b"]);
    let recipe = bag(12, 3, KnnClassifier::new().neighbors(1));
    let (_, unseen) = recipe.fit_out_of_bag(&x, &labels)?;
    assert_eq!(unseen.answers().rows(), unseen.rows().len());
    assert_eq!(unseen.answers().label(0), Some("a"));
    Ok(())
}

#[test]
fn parameters_of_a_bag_are_checked() -> Result<(), Error> {
    let x = line(&[0.0, 1.0, 2.0, 3.0]);
    let y = Labels::from_texts(["no", "no", "no", "yes"]);
    let recipe = |members, share| bag(members, 0, GaussianNaiveBayes::new()).share(share);
    for (members, share, says) in [
        (0, 1.0, "parameter `members` must be 1 to 4096, found 0"),
        (4097, 1.0, "parameter `members`"),
        (3, 0.0, "parameter `share` must be over 0 and at most 1, found 0"),
        (3, 1.5, "parameter `share`"),
        (3, f64::NAN, "parameter `share`"),
    ] {
        let error = recipe(members, share).fit(&x, &y).unwrap_err();
        assert!(error.to_string().contains(says), "{error}");
    }
    // One row of four cannot hold two classes.
    let error = recipe(3, 0.25).threads(2).fit(&x, &y).unwrap_err();
    assert!(error.to_string().starts_with("stage `bag`: member 1: stage"), "{error}");
    Ok(())
}

/// A class without rows keeps its place, with probability 0, as in every model.
#[test]
fn classes_without_rows_keep_their_place() -> Result<(), Error> {
    let x = line(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    let all = Labels::from_texts(["a", "b", "c", "d"]);
    for codes in [vec![0, 0, 2, 2, 3, 3], vec![1, 1, 1, 3, 3, 3]] {
        let y = all.take(&codes);
        let near = || KnnClassifier::new().neighbors(2);
        let absent = (0..4).find(|code| !codes.contains(code)).unwrap();
        for answers in [
            one_vs_rest(near()).fit(&x, &y)?.apply(&x)?,
            one_vs_one(near()).fit(&x, &y)?.apply(&x)?,
            bag(5, 1, near()).share(0.9).without_replacement().fit(&x, &y)?.apply(&x)?,
        ] {
            assert_eq!(answers.classes(), y.classes());
            for row in 0..6 {
                assert_eq!(answers.row(row)[absent], 0.0);
                let sum = answers.row(row).iter().fold(0.0, |sum, p| sum + p);
                assert!((sum - 1.0).abs() < 1e-12, "{:?}", answers.row(row));
            }
            assert_eq!(answers.label(0), y.label(0));
            assert_eq!(answers.label(5), y.label(5));
        }
    }
    let one = all.take(&[2; 6]);
    for error in [
        one_vs_rest(KnnClassifier::new()).fit(&x, &one).map(|_| ()).unwrap_err(),
        one_vs_one(KnnClassifier::new()).fit(&x, &one).map(|_| ()).unwrap_err(),
    ] {
        assert!(error.to_string().contains("at least two classes"), "{error}");
    }
    Ok(())
}

/// A classifier that gives a pair of classes always the same probability.
#[derive(Debug, Clone)]
struct Fixed;

#[derive(Debug, Clone)]
struct Answer(Classes);

impl Pipeline for Fixed {
    type Input = Matrix;
    type Output = Classes;
}

impl Pipeline for Answer {
    type Input = Matrix;
    type Output = Classes;
}

impl Fit<Labels> for Fixed {
    type Fitted = Answer;
    fn fit(&self, _: &Matrix, y: &Labels) -> Result<Answer, Error> {
        let p = match &*y.classes().join("") {
            "ab" => 0.4,
            "ac" => 0.8,
            _ => 0.35,
        };
        Ok(Answer(Classes::new(y.classes().clone(), vec![1.0 - p, p])?))
    }
}

impl Apply for Answer {
    fn apply(&self, x: &Matrix) -> Result<Classes, Error> {
        Ok(self.0.take(&vec![0; x.rows()]))
    }
}

/// a beats b, b beats c, c beats a: confidence decides, worked out by hand.
#[test]
fn confidence_decides_between_equal_votes() -> Result<(), Error> {
    let (x, y) = (line(&[0.0, 1.0, 2.0]), Labels::from_texts(["a", "b", "c"]));
    let answers = one_vs_one(Fixed).fit(&x, &y)?.apply(&x)?;
    // Confidences: b over a -0.2, c over a 0.6, c over b -0.3. Sums: a -0.4, b 0.1, c 0.3.
    let values = [1.0 - 0.4 / 4.2, 1.0 + 0.1 / 3.3, 1.0 + 0.3 / 3.9];
    let sum = values[0] + values[1] + values[2] + 1.0;
    for (share, value) in answers.row(1).iter().zip(values) {
        assert!((share - (value + 1.0 / 3.0) / sum).abs() < 1e-15, "{:?}", answers.row(1));
    }
    assert_eq!(answers.label(1), Some("c"));
    Ok(())
}

/// A member that answers with other classes than those it was to tell apart is refused, not misread.
#[test]
fn members_must_answer_with_the_classes_they_learned() -> Result<(), Error> {
    let (x, y) = (line(&[0.0, 1.0, 2.0]), Labels::from_texts(["a", "b", "c"]));
    #[derive(Debug, Clone)]
    struct Stranger;
    impl Pipeline for Stranger {
        type Input = Matrix;
        type Output = Classes;
    }
    impl Fit<Labels> for Stranger {
        type Fitted = Answer;
        fn fit(&self, _: &Matrix, _: &Labels) -> Result<Answer, Error> {
            Ok(Answer(Classes::new(["a".into(), "other".into()], vec![0.5, 0.5])?))
        }
    }
    for error in [
        vote(GaussianNaiveBayes::new().var_smoothing(1.0))
            .and(Stranger)
            .fit(&x, &y)?
            .apply(&x)
            .unwrap_err(),
        one_vs_rest(Stranger).fit(&x, &y)?.apply(&x).unwrap_err(),
        one_vs_one(Stranger).fit(&x, &y)?.apply(&x).unwrap_err(),
    ] {
        assert!(error.to_string().contains("classes `a`, `other`"), "{error}");
    }
    Ok(())
}

/// The final model of a stack is the one fitted to the answers each member gives to rows it has not seen.
#[test]
fn a_stack_is_a_model_of_answers_to_unseen_rows() -> Result<(), Error> {
    let (x, y) = (table(60), classes(60));
    let bayes = dense!().then(GaussianNaiveBayes::new().var_smoothing(1e-3));
    let near = dense!().then(KnnClassifier::new().neighbors(3));
    let folds = Folds::new(5, 8);
    let fitted = stack(folds, "bayes", bayes.clone())
        .and("near", near.clone())
        .final_model(Logistic::new())
        .fit(&x, &y)?;
    let (_, first) = cross_fit(folds, bayes.clone()).fit_apply(&x, &y)?;
    let (_, second) = cross_fit(folds, near.clone()).fit_apply(&x, &y)?;
    let columns = |first: &Classes, second: &Classes| {
        let rows = (0..first.rows()).flat_map(|row| [first.row(row), second.row(row)].concat());
        let names = ["bayes_x", "bayes_y", "bayes_z", "near_x", "near_y", "near_z"];
        Matrix::from_row_major(names.map(Into::into), rows.collect())
    };
    let model = Logistic::new().fit(&columns(&first, &second)?, &y)?;
    assert_eq!(records(fitted.second()), records(&model));
    let answers = (bayes.fit(&x, &y)?.apply(&x)?, near.fit(&x, &y)?.apply(&x)?);
    let expected = model.apply(&columns(&answers.0, &answers.1)?)?;
    assert_eq!(fitted.apply(&x)?, expected);
    Ok(())
}

/// Members that are cross-fitted let what follows a vote learn from answers to unseen rows.
#[test]
fn a_vote_passes_on_answers_to_unseen_rows() -> Result<(), Error> {
    let x = line(&[0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    let y = Vector::new(vec![0.0, 1.0, 2.0, 3.0, 4.0, 5.0]);
    let member = || cross_fit(Folds::new(3, 0), KnnRegressor::new().neighbors(1));
    let (fitted, out) = vote(member()).and(member()).fit_apply(&x, &y)?;
    assert_eq!(fitted.apply(&x)?.values(), y.values());
    assert!(out.values().iter().zip(y.values()).all(|(a, b)| a != b));
    let (fitted, _) = vote(member()).and(member()).weights([1.0, 3.0]).fit_apply(&x, &y)?;
    assert_eq!(fitted.rule().weights(), Some(&[1.0, 3.0][..]));
    Ok(())
}
