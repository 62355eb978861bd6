use super::*;
use crate::data::Value;
use crate::pipeline::Fit;

fn table() -> Result<Table, Error> {
    Table::new()
        .with("a", Column::integers([1, 2, 3, 4, 5, 6, 7, 8]))?
        .with("b", Column::Real(vec![0.0, 1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 1.0]))?
        .with("t", Column::text(["x"; 8]))?
        .with("c", Column::Real(vec![3.0; 8]))
}

fn target() -> Vector {
    Vector::new(vec![1.0, 5.0, 1.0, 5.0, 3.0, 7.0, 3.0, 7.0])
}

fn made(recipe: &TreeFeatures) -> Vec<String> {
    let fitted = recipe.fit(&table().unwrap(), &target()).unwrap();
    fitted.made().iter().map(ToString::to_string).collect()
}

/// The order of `itertools.combinations`.
#[test]
fn combines_columns_in_order() {
    let singles = ["tree(a)", "tree(b)", "tree(c)"];
    let pairs = ["tree(a, b)", "tree(a, c)", "tree(b, c)"];
    let recipe = TreeFeatures::new().depths([1]);
    let every: Vec<&str> = singles.iter().chain(&pairs).copied().chain(["tree(a, b, c)"]).collect();
    assert_eq!(made(&recipe), every);
    assert_eq!(made(&recipe.clone().up_to(1)), singles);
    assert_eq!(made(&recipe.clone().sizes([2])), pairs);
    let given = recipe.combinations([vec!["c"], vec!["b", "a"]]);
    assert_eq!(made(&given), ["tree(c)", "tree(a, b)"]);
}

/// b parts the target into means of 2 and 6, a at 4.5 into 3 and 5, both into four: by hand.
#[test]
fn answers_with_means() -> Result<(), Error> {
    let x = table()?;
    let recipe = TreeFeatures::new().depths([2]).up_to(2).drop_sources(true);
    let out = recipe.fit(&x, &target())?.apply(&x)?;
    let column = |name: &str| out.column(name).unwrap().reals().unwrap().into_owned();
    assert_eq!(column("tree(b)"), [2.0, 6.0, 2.0, 6.0, 2.0, 6.0, 2.0, 6.0]);
    assert_eq!(column("tree(a, b)"), target().values());
    assert_eq!(column("tree(c)"), [4.0; 8]);
    assert!(out.get("a").is_none() && out.get("t").is_some());
    Ok(())
}

/// Of depth 1 and 2 the deeper tells all rows of `a, b` apart, and on `b` alone nothing is gained by it.
#[test]
fn chooses_the_depth_that_is_right_about_other_rows() -> Result<(), Error> {
    let x = table()?;
    let fitted = TreeFeatures::new().depths([1, 2]).up_to(2).fit(&x, &target())?;
    let leaves = |name: &str| {
        let report = fitted.report();
        report.into_iter().find(|(made, _)| made == name).map(|(_, line)| line)
    };
    assert_eq!(leaves("tree(a, b)").as_deref(), Some("4 leaves"));
    assert_eq!(leaves("tree(b)").as_deref(), Some("2 leaves"));
    Ok(())
}

#[test]
fn two_classes_give_a_share_and_more_a_class() -> Result<(), Error> {
    let x = table()?;
    let recipe = TreeFeatures::new().depths([1]).combinations([["a"]]).decimals(2);
    let two = Labels::from_texts(["n", "n", "n", "y", "y", "n", "y", "y"]);
    let out = recipe.fit(&x, &two)?.apply(&x)?;
    // Gini's index falls most where the first three, none of them `y`, are cut off: 4 of 5 are left.
    assert_eq!(out.value(0, "tree(a)"), Value::Real(0.0));
    assert_eq!(out.value(7, "tree(a)"), Value::Real(0.8));
    let three = Labels::from_texts(["p", "p", "p", "q", "r", "r", "r", "r"]);
    let fitted = recipe.clone().depths([2]).fit(&x, &three)?;
    let out = fitted.apply(&x.clone())?;
    let classes: Vec<Value<'_>> = (0..8).map(|row| out.value(row, "tree(a)")).collect();
    assert_eq!(classes, three_texts(&three));
    let mut gap = x.clone();
    gap.replace("a", Column::Integer(vec![None; 8]))?;
    assert_eq!(fitted.apply(&gap)?.value(0, "tree(a)"), Value::Missing);
    Ok(())
}

fn three_texts(labels: &Labels) -> Vec<Value<'_>> {
    (0..labels.rows()).filter_map(|row| labels.label(row)).map(Value::Text).collect()
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let x = table()?;
    let message =
        |recipe: TreeFeatures, x: &Table| recipe.fit(x, &target()).unwrap_err().to_string();
    let recipe = TreeFeatures::new;
    assert!(message(recipe().depths([]), &x).contains("`depths` must be one or more"));
    assert!(message(recipe().folds(1), &x).contains("`folds` must be at least 2"));
    assert!(message(recipe().folds(9), &x).contains("needs at least 9 rows, found 8"));
    assert!(message(recipe().sizes([4]), &x).contains("at most 4,096, found 0"));
    assert!(message(recipe().combinations([["t"]]), &x).contains("it is no numeric feature"));
    let mut gap = x.clone();
    gap.replace("b", Column::Real(vec![0.0, 1.0, f64::NAN, 1.0, 0.0, 1.0, 0.0, 1.0]))?;
    assert_eq!(message(recipe(), &gap), "stage `feature.trees`, column `b`: row 2 is missing");
    let mut wide = Table::of_rows(8);
    for at in 0..13 {
        wide.push(format!("x{at}"), Column::Real(vec![0.0; 8]))?;
    }
    assert!(message(recipe(), &wide).contains("at most 4,096, found more"));
    Ok(())
}
