use super::*;
use crate::data::Column;
use crate::pipeline::Fit;
use crate::select::DropDuplicate;

fn verdicts() -> Verdicts {
    let columns: Arc<[Arc<str>]> = ["a".into(), "b".into(), "c".into()].into();
    Verdicts::new(columns, vec![1.0, f64::NAN, 0.5]).with_stand_ins(&[0, 0, 2])
}

#[test]
fn drops_what_it_says() -> Result<(), Error> {
    let found = Selector::new(DropDuplicate::new(), verdicts());
    assert_eq!(found.dropped(), ["b".into()]);
    let x = Table::new()
        .with("c", Column::Real(vec![1.0]))?
        .with("b", Column::Real(vec![2.0]))?
        .with("z", Column::Real(vec![3.0]))?;
    let names: Vec<String> = found.apply(&x)?.names().map(ToString::to_string).collect();
    assert_eq!(names, ["c", "z"]);
    assert!(found.report()[1].1.ends_with(", `a` stays for it"), "{:?}", found.report());
    let _: Selector<DropDuplicate> = DropDuplicate::new().fit(&x, &())?;
    Ok(())
}

#[test]
fn hostile_states_are_refused() {
    let restore = |change: &dyn Fn(&mut Verdicts)| {
        let mut state = verdicts();
        change(&mut state);
        Selector::restore(DropDuplicate::new(), state)
    };
    assert!(restore(&|_| {}).is_ok());
    assert!(restore(&|state| state.scores.clear()).is_err());
    assert!(restore(&|state| state.p_values.push(0.5)).is_err());
    assert!(restore(&|state| state.kept = vec![true; 3]).is_err());
    assert!(restore(&|state| state.stand_ins = vec![1, 0, 2]).is_err());
    assert!(restore(&|state| state.stand_ins = vec![7, 0, 2]).is_err());
    assert!(restore(&|state| state.columns = vec!["a".into(); 3].into()).is_err());
}
