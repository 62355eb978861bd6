use super::*;

fn table(rows: &[Option<&str>]) -> Result<Table, Error> {
    Table::new().with("x", Column::Text(rows.iter().copied().collect()))
}

fn kept(recipe: GroupRare, rows: &[Option<&str>]) -> Result<Vec<String>, Error> {
    let fitted = recipe.fit(&table(rows)?, &())?;
    let kept = fitted.kept("x").unwrap_or_default();
    Ok(kept.iter().map(|level| level.to_string()).collect())
}

/// Of eight values: `a` 4 (0.5), `b` 2, `c` 1, `d` 1 (0.125 each); missing is none of them.
const ROWS: [Option<&str>; 9] =
    [Some("d"), Some("b"), Some("a"), Some("a"), None, Some("c"), Some("a"), Some("b"), Some("a")];

#[test]
fn shares_are_of_the_values_there_are() -> Result<(), Error> {
    let recipe = GroupRare::new().few(2);
    assert_eq!(kept(recipe.clone().tolerance(0.125), &ROWS)?, ["a", "b", "c", "d"]);
    assert_eq!(kept(recipe.clone().tolerance(0.13), &ROWS)?, ["a", "b"]);
    assert_eq!(kept(recipe.clone().tolerance(0.1).most(3), &ROWS)?, ["a", "b", "c"]);
    // `c` and `d` have one row each, and `d` comes first.
    let first = recipe.clone().tolerance(0.1).most(3).first_seen();
    assert_eq!(kept(first, &ROWS)?, ["a", "b", "d"]);
    // Four levels and missing are five.
    assert_eq!(kept(recipe.clone().few(5).tolerance(0.5), &ROWS)?.len(), 4);
    assert_eq!(kept(recipe.few(4).tolerance(0.5), &ROWS)?, ["a"]);
    Ok(())
}

#[test]
fn the_rare_and_the_new_get_one_name_and_missing_stays() -> Result<(), Error> {
    let recipe = GroupRare::new().few(2).tolerance(0.2).name("other");
    let fitted = recipe.fit(&table(&ROWS)?, &())?;
    assert_eq!(recipe.fit(&table(&ROWS)?.take(&[8, 6, 4, 2, 0, 7, 5, 3, 1]), &())?, fitted);
    let new = table(&[Some("a"), Some("c"), Some("new"), None])?;
    let out = fitted.apply(&new)?;
    assert_eq!(out, table(&[Some("a"), Some("other"), Some("other"), None])?);
    for at in 0..new.rows() {
        assert_eq!(fitted.apply(&new.slice(at..at + 1))?, out.slice(at..at + 1));
    }
    Ok(())
}

#[test]
fn says_what_it_cannot_learn_from() -> Result<(), Error> {
    let message =
        |recipe: GroupRare, rows: &[Option<&str>]| kept(recipe, rows).unwrap_err().to_string();
    assert_eq!(
        message(GroupRare::new(), &[None]),
        "stage `group_rare`, column `x`: every value is missing"
    );
    assert_eq!(
        message(GroupRare::new().tolerance(f64::NAN), &ROWS),
        "stage `group_rare`: parameter `tolerance` must be between 0 and 1, found NaN"
    );
    assert_eq!(
        message(GroupRare::new().most(0), &ROWS),
        "stage `group_rare`: parameter `most` must be at least 1, found 0"
    );
    Ok(())
}

#[test]
fn hostile_states_are_refused() {
    let restore = |columns: &[&str], kept: Vec<Vec<Arc<str>>>| {
        let columns = columns.iter().map(|&name| Arc::from(name)).collect();
        RareGrouper::restore(GroupRare::new(), RareGrouperState { columns, kept }).unwrap_err()
    };
    assert_eq!(restore(&["a"], vec![]), "0 entries for 1 columns");
    assert_eq!(restore(&["a", "a"], vec![vec![], vec![]]), "column `a` appears twice");
    assert_eq!(
        restore(&["a"], vec![vec!["y".into(), "x".into()]]),
        "column `a`: levels are not ascending and distinct"
    );
}
