use super::super::levels::Levels;
use super::*;
use crate::data::Value;

fn table(rows: &[Option<&str>]) -> Result<Table, Error> {
    Table::new().with("x", Column::Text(rows.iter().copied().collect()))
}

fn names(fitted: &OneHotEncoder) -> Vec<&str> {
    fitted.indicators().map(|name| &**name).collect()
}

fn row(out: &Table, row: usize) -> Vec<f64> {
    out.columns().filter_map(|(_, column)| column.reals()?.get(row).copied()).collect()
}

/// `a` three times, `b` twice, `c` once, missing once.
const ROWS: [Option<&str>; 7] =
    [Some("b"), Some("a"), None, Some("a"), Some("c"), Some("b"), Some("a")];

#[test]
fn levels_ascend_and_missing_is_the_last() -> Result<(), Error> {
    let x = Table::new()
        .with("x", Column::Text(ROWS.iter().copied().collect()))?
        .with("n", Column::integers(0..7))?;
    let fitted = OneHot::new().fit(&x, &())?;
    assert_eq!(names(&fitted), ["x_a", "x_b", "x_c", "x_nan"]);
    let out = fitted.apply(&x)?;
    assert_eq!(out.names().map(|n| &**n).collect::<Vec<_>>()[..2], ["n", "x_a"]);
    assert_eq!(row(&out, 2), [2.0, 0.0, 0.0, 0.0, 1.0]);
    assert_eq!(row(&out, 4), [4.0, 0.0, 0.0, 1.0, 0.0]);
    Ok(())
}

#[test]
fn an_unknown_level_under_each_policy() -> Result<(), Error> {
    let (x, new) = (table(&ROWS)?, table(&[Some("a"), Some("new")])?);
    let apply = |recipe: OneHot| recipe.min_count(3).fit(&x, &())?.apply(&new);
    // Groups: `a`, then `b`, `c` and missing together.
    assert_eq!(row(&apply(OneHot::new().unknown(Unknown::Ignore))?, 1), [0.0, 0.0]);
    let infrequent = apply(OneHot::new().unknown(Unknown::Infrequent))?;
    assert_eq!(infrequent.value(1, "x_infrequent"), Value::Real(1.0));
    assert_eq!(
        apply(OneHot::new()).unwrap_err().to_string(),
        "stage `encode.one_hot`, column `x`, row 1: expected one of `a`, `b`, `c`, found `new`"
    );
    // Without an infrequent group the unknown has nowhere to go.
    let fitted = OneHot::new().unknown(Unknown::Infrequent).fit(&x, &())?;
    assert_eq!(row(&fitted.apply(&new)?, 1), [0.0; 4]);
    Ok(())
}

#[test]
fn missing_is_unknown_where_none_was_seen_and_zero_where_asked() -> Result<(), Error> {
    let (x, gap) = (table(&[Some("a"), Some("b")])?, table(&[None])?);
    assert_eq!(
        OneHot::new().fit(&x, &())?.apply(&gap).unwrap_err().to_string(),
        "stage `encode.one_hot`, column `x`, row 0: expected one of `a`, `b`, found missing"
    );
    let zeros = OneHot::new().missing_level(false).fit(&table(&ROWS)?, &())?;
    assert_eq!(names(&zeros), ["x_a", "x_b", "x_c"]);
    assert_eq!(row(&zeros.apply(&gap)?, 0), [0.0; 3]);
    Ok(())
}

#[test]
fn the_first_indicator_can_be_left_out() -> Result<(), Error> {
    let x = table(&[Some("a"), Some("b")])?.with("y", Column::text(["p", "q"]))?;
    let fitted = OneHot::new().drop(DropLevel::IfBinary).fit(&x, &())?;
    assert_eq!(names(&fitted), ["x_b", "y_q"]);
    assert_eq!(row(&fitted.apply(&x)?, 0), [0.0, 0.0]);
    assert_eq!(row(&fitted.apply(&x)?, 1), [1.0, 1.0]);
    let three = table(&ROWS)?;
    let fitted = OneHot::new().drop(DropLevel::IfBinary).fit(&three, &())?;
    assert_eq!(names(&fitted).len(), 4);
    let fitted = OneHot::new().drop(DropLevel::First).min_count(2).fit(&three, &())?;
    assert_eq!(names(&fitted), ["x_b", "x_infrequent"]);
    assert_eq!(row(&fitted.apply(&three)?, 4), [0.0, 1.0]);
    Ok(())
}

#[test]
fn numbers_are_levels_when_asked() -> Result<(), Error> {
    let x = Table::new()
        .with("i", Column::integers([10, 2, 10]))?
        .with("r", Column::Real(vec![0.5, -0.0, 1e16]))?
        .with("b", Column::Boolean(vec![Some(true), Some(false), Some(true)]))?;
    let fitted = OneHot::new().types(Types::ALL).fit(&x, &())?;
    let expected = ["i_2", "i_10", "r_0.0", "r_0.5", "r_1e+16", "b_False", "b_True"];
    assert_eq!(names(&fitted), expected);
    assert_eq!(row(&fitted.apply(&x)?, 1), [1.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0]);
    let real = Table::new().with("i", Column::Real(vec![2.0]))?;
    assert_eq!(
        fitted.apply(&real).unwrap_err().to_string(),
        "column `i` is real, expected integer"
    );
    Ok(())
}

#[test]
fn a_batch_is_its_rows_in_any_order() -> Result<(), Error> {
    let x = table(&ROWS)?;
    let fitted = OneHot::new().max_categories(3).fit(&x, &())?;
    assert_eq!(OneHot::new().max_categories(3).fit(&x.take(&[6, 4, 2, 0, 1, 3, 5]), &())?, fitted);
    let whole = fitted.apply(&x)?;
    for at in 0..x.rows() {
        assert_eq!(fitted.apply(&x.slice(at..at + 1))?, whole.slice(at..at + 1));
    }
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let message = |recipe: OneHot, x: &Table| recipe.fit(x, &()).unwrap_err().to_string();
    let x = table(&[Some("a")])?.with("x_a", Column::integers([1]))?;
    assert_eq!(
        message(OneHot::new(), &x),
        "stage `encode.one_hot`, column `x`: two columns would be named `x_a`"
    );
    assert_eq!(
        message(OneHot::new().missing_level(false), &table(&[None])?),
        "stage `encode.one_hot`, column `x`: there is no value to learn levels from"
    );
    assert_eq!(
        message(OneHot::new().min_share(1.5), &x),
        "stage `encode.one_hot`: parameter `min_share` must be between 0 and 1, both excluded, \
         found 1.5"
    );
    assert_eq!(
        message(OneHot::new().levels("x", ["b"]), &table(&[Some("a")])?),
        "stage `encode.one_hot`, column `x`: row 0: expected one of `b`, found `a`"
    );
    Ok(())
}

#[test]
fn hostile_states_are_refused() -> Result<(), Error> {
    let fitted = OneHot::new().fit(&table(&ROWS)?, &())?;
    let refused = |spoil: fn(&mut OneHotState)| {
        let mut state = fitted.state.clone();
        spoil(&mut state);
        OneHotEncoder::restore(OneHot::new(), state).unwrap_err()
    };
    assert_eq!(refused(|s| s.encoded.clear()), "0 entries for 1 columns");
    assert_eq!(
        refused(|s| s.encoded[0].indicators.truncate(1)),
        "column `x`: 1 indicators for 3 levels"
    );
    assert_eq!(refused(|s| s.encoded[0].indicators[0] = 5), "column `x`: indicator 5 of 4");
    assert_eq!(refused(|s| s.encoded[0].unknown = Some(9)), "column `x`: indicator 9 of 4");
    assert_eq!(
        refused(|s| s.encoded[0].levels = Levels::Text(vec!["b".into(), "a".into(), "c".into()])),
        "column `x`: levels are not ascending and distinct"
    );
    assert_eq!(refused(|s| s.encoded[0].names[1] = "x_a".into()), "indicator `x_a` appears twice");
    assert!(OneHotEncoder::restore(OneHot::new(), fitted.state.clone()).is_ok());
    Ok(())
}

#[test]
fn what_is_stored_is_what_was_learned() -> Result<(), Box<dyn std::error::Error>> {
    use crate::artifact::codec::{from_node, to_node};
    let x = table(&[Some("a"), None, Some("b")])?
        .with("i", Column::integers([i64::MAX, i64::MAX - 1, 0]))?
        .with("r", Column::Real(vec![0.1, f64::NAN, -1e300]))?
        .with("b", Column::Boolean(vec![Some(true), None, Some(true)]))?;
    let recipe = OneHot::new()
        .types(Types::ALL)
        .levels("x", ["b", "a", "c"])
        .min_share(0.2)
        .unknown(Unknown::Infrequent);
    let fitted = recipe.fit(&x, &())?;
    let recipe: OneHot = from_node(&to_node(fitted.recipe())?)?;
    let state: OneHotState = from_node(&to_node(fitted.state())?)?;
    let restored = OneHotEncoder::restore(recipe, state)?;
    assert_eq!(restored, fitted);
    assert_eq!(restored.apply(&x)?, fitted.apply(&x)?);
    Ok(())
}

#[test]
fn a_level_is_dropped_by_name_and_the_last_by_place() -> Result<(), Error> {
    let x = table(&ROWS)?;
    let fitted = OneHot::new().drop_level("x", "b").fit(&x, &())?;
    assert_eq!(names(&fitted), ["x_a", "x_c", "x_nan"]);
    assert_eq!(row(&fitted.apply(&x)?, 0), [0.0; 3]);
    assert_eq!(row(&fitted.apply(&x)?, 4), [0.0, 1.0, 0.0]);
    let fitted = OneHot::new().drop_missing("x").fit(&x, &())?;
    assert_eq!(names(&fitted), ["x_a", "x_b", "x_c"]);
    let fitted = OneHot::new().drop(DropLevel::Last).fit(&x, &())?;
    assert_eq!(names(&fitted), ["x_a", "x_b", "x_c"]);
    let two = table(&[Some("q"), Some("p")])?;
    let recipe = OneHot::new().drop(DropLevel::LastIfBinary).order(LevelOrder::FirstSeen);
    assert_eq!(names(&recipe.fit(&two, &())?), ["x_q"]);
    let message = |recipe: OneHot| recipe.fit(&x, &()).unwrap_err().to_string();
    assert_eq!(
        message(OneHot::new().drop_level("x", "z")),
        "stage `encode.one_hot`, column `x`: level `z`, which is to be dropped, is not there"
    );
    assert_eq!(
        message(OneHot::new().drop_level("x", "c").min_count(2)),
        "stage `encode.one_hot`, column `x`: level `c`, which is to be dropped, is infrequent"
    );
    Ok(())
}

/// `b`, `a`, missing, `c` in the order of sight; `a` has three rows, `b` two, `c` one.
#[test]
fn indicators_stand_in_the_order_asked_for_and_only_the_top_have_one() -> Result<(), Error> {
    let x = table(&ROWS)?;
    let of = |recipe: OneHot| recipe.fit(&x, &());
    assert_eq!(names(&of(OneHot::new().order(LevelOrder::FirstSeen))?)[..3], ["x_b", "x_a", "x_c"]);
    let top = of(OneHot::new().top(2).order(LevelOrder::Count).unknown(Unknown::Ignore))?;
    assert_eq!(names(&top), ["x_a", "x_b"]);
    assert_eq!(row(&top.apply(&x)?, 4), [0.0, 0.0]);
    assert_eq!(row(&top.apply(&x)?, 6), [1.0, 0.0]);
    assert!(of(OneHot::new().top(0)).is_err());
    Ok(())
}

#[test]
fn missing_is_a_level_of_a_column_where_it_is_said_to_be() -> Result<(), Error> {
    let whole = table(&[Some("a"), Some("b")])?;
    let fitted = OneHot::new().missing_level_of("x", true).fit(&whole, &())?;
    assert_eq!(names(&fitted), ["x_a", "x_b", "x_nan"]);
    let recipe = OneHot::new().missing_level_of("x", false);
    assert_eq!(names(&recipe.fit(&table(&ROWS)?, &())?), ["x_a", "x_b", "x_c"]);
    let gap = table(&[None])?;
    assert!(recipe.fit(&table(&ROWS)?, &())?.apply(&gap).is_err());
    let zeros = recipe.unknown(Unknown::Ignore).fit(&table(&ROWS)?, &())?.apply(&gap)?;
    assert_eq!(row(&zeros, 0), [0.0; 3]);
    Ok(())
}

#[test]
fn a_sparse_column_holds_the_indicators_of_a_dense_one() -> Result<(), Error> {
    let x = table(&ROWS)?.with("n", Column::integers(0..7))?;
    let dense = OneHot::new().unknown(Unknown::Ignore).fit(&x, &())?;
    let sparse = OneHot::new().unknown(Unknown::Ignore).sparse().fit(&x, &())?;
    let new = x.with("y", Column::text(["p"; 7]))?;
    let (a, b) = (dense.apply(&new)?, sparse.apply(&new)?);
    assert_eq!(b.names().map(|n| &**n).collect::<Vec<_>>(), ["x", "n", "y"]);
    let Column::Sparse(rows) = &**b.column("x")? else { panic!("not sparse") };
    for at in 0..7 {
        let indicators = &row(&a, at)[1..];
        assert_eq!(rows.row(at).dense(4), indicators, "row {at}");
    }
    assert_eq!(rows.names().iter().map(|n| &**n).collect::<Vec<_>>(), ["a", "b", "c", "nan"]);
    Ok(())
}

/// Recipes without the newer parameters are stored as they have always been.
#[test]
fn what_is_dropped_is_stored_as_a_word_where_a_word_says_it() -> Result<(), Error> {
    use crate::artifact::codec::{Node, to_node};
    let stored = |recipe: OneHot| match to_node(&recipe) {
        Ok(node) => node.get("drop").cloned(),
        Err(_) => None,
    };
    let word = |text: &str| Some(Node::Text(text.to_owned()));
    assert_eq!(stored(OneHot::new()), word("None"));
    assert_eq!(stored(OneHot::new().drop(DropLevel::IfBinary)), word("IfBinary"));
    assert_eq!(stored(OneHot::new().order(LevelOrder::Ascending)), word("None"));
    let back = OneHot::new().drop(DropLevel::Last).drop(DropLevel::First);
    assert_eq!(stored(back), word("First"));
    assert!(matches!(stored(OneHot::new().sparse()), Some(Node::Record(_))));
    Ok(())
}
