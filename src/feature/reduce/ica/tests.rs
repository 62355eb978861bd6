use super::*;
use crate::artifact::codec::{Node, to_node};
use crate::data::Column;

#[test]
fn says_what_it_cannot_take() -> Result<(), Error> {
    let column = |f: fn(u32) -> f64| Column::Real((0..20).map(f).collect());
    let x = Table::new()
        .with("a", column(|i| f64::from(i * 7 % 11)))?
        .with("b", column(|i| f64::from(i * i % 13)))?;
    let message = |recipe: FastIca| recipe.fit(&x, &()).unwrap_err().to_string();
    assert!(message(FastIca::new(3)).contains("1 to 2"));
    assert!(message(FastIca::new(2).w_init([1.0])).contains("2 x 2 finite numbers"));
    assert!(message(FastIca::new(2).tolerance(f64::NAN)).contains("tolerance"));
    assert!(message(FastIca::new(2).max_iterations(0)).contains("max_iterations"));
    let still = message(FastIca::new(2).max_iterations(1).tolerance(0.0));
    assert!(still.contains("still turn after 1 steps"), "{still}");
    let same = x.clone().with("c", column(|i| f64::from(i * i % 13) * 2.0))?;
    let error = FastIca::new(3).fit(&same, &()).unwrap_err().to_string();
    assert!(error.contains("vary in 2 directions"), "{error}");
    let holes = Table::new().with("a", Column::Real(vec![0.0, f64::NAN]))?;
    let error = FastIca::new(1).fit(&holes, &()).unwrap_err().to_string();
    assert!(error.contains("row 1 is missing"), "{error}");
    Ok(())
}

/// A table of which nothing more than its bits matters.
fn table() -> Result<Table, Error> {
    let column = |f: fn(u32) -> f64| Column::Real((0..20).map(f).collect());
    let a = column(|i| f64::from(i * 7 % 11));
    Table::new().with("a", a)?.with("b", column(|i| f64::from(i * i % 13)))
}

/// A recipe as it is stored, sorted by name: six values in version 1, of which files are kept, and a deadline in
/// version 2.
fn stored(deadline: Option<u64>) -> Node {
    let deadline = deadline.map(|seconds| ("deadline_seconds", Node::Uint(seconds)));
    let fields = [("allow_unconverged", Node::Bool(true)), ("components", Node::Uint(2))];
    let rest = [
        ("max_iterations", Node::Uint(200)),
        ("seed", Node::Uint(0)),
        ("tolerance", Node::Real(1e-4)),
        ("w_init", Node::Null),
    ];
    let fields = fields.into_iter().chain(deadline).chain(rest);
    Node::Record(fields.map(|(name, value)| (name.to_owned(), value)).collect())
}

#[test]
fn a_recipe_without_a_deadline_is_of_the_usual_one_and_stays_as_it_was() -> Result<(), Error> {
    let recipe = FastIca::new(2).allow_unconverged(true);
    let fitted = recipe.fit(&table()?, &())?;
    let state = to_node(fitted.state()).unwrap();
    let old = stored(None);
    assert_eq!(FastIcaProjector::read_recipe(&old), Ok(recipe.clone()));
    let read = FastIcaProjector::decode(1, &old, &state).unwrap().unwrap();
    assert_eq!(read, fitted);
    assert_eq!((read.version(), to_node(read.recipe()).unwrap()), (1, old.clone()));
    assert_eq!(recipe.clone().deadline(Duration::from_secs(600)), recipe);

    // Another deadline is stored, and is of version 2.
    let hasty = recipe.deadline(Duration::from_millis(1500));
    let fitted = hasty.fit(&table()?, &())?;
    let new = stored(Some(2));
    assert_eq!((fitted.version(), to_node(&hasty).unwrap()), (2, new.clone()));
    assert_eq!(FastIcaProjector::read_recipe(&new), Ok(hasty));
    assert_eq!(FastIcaProjector::decode(2, &new, &state).unwrap(), Ok(fitted));
    Ok(())
}

#[test]
fn a_deadline_in_the_other_version_is_refused() -> Result<(), Error> {
    let fitted = FastIca::new(2).allow_unconverged(true).fit(&table()?, &())?;
    let state = to_node(fitted.state()).unwrap();
    let problem = |version, params: &Node| {
        FastIcaProjector::decode(version, params, &state).unwrap().unwrap_err()
    };
    let (old, named) = (stored(None), |seconds| stored(Some(seconds)));
    assert!(problem(1, &named(2)).contains("duplicate"), "{}", problem(1, &named(2)));
    assert!(problem(2, &old).contains("deadline_seconds"), "{}", problem(2, &old));
    assert_eq!(problem(2, &named(600)), "what it says is of version 1");
    assert!(FastIcaProjector::decode(3, &old, &state).is_none());
    Ok(())
}
