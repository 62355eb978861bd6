//! Stages that do not fit together, in artifacts whose digest is right.

use super::forge::{at, edited, fields, golden, items, stage};
use super::{refusal, refused, structure};
use steadfast::LoadOptions;
use steadfast::artifact::Registry;
use steadfast::artifact::codec::Node;
use steadfast::error::LoadError;
use steadfast::model::{DecisionTree, Logistic};
use steadfast::prelude::*;

fn text(text: &str) -> Node {
    Node::Text(text.to_owned())
}

/// Sets one value of a stage of a golden.
fn with(name: &str, kind: &str, path: &str, value: Node) -> Vec<u8> {
    edited(&golden(name), |body| *at(stage(body, kind), path) = value)
}

/// A map is stored by ascending key: in another order it would be saved as other bytes than were loaded.
#[test]
fn entries_of_a_map_are_in_order() {
    let bytes = edited(&golden("imported_lightgbm_classes"), |body| {
        items(stage(body, "encode.ordinal"), "params/grouping/given").swap(0, 1);
    });
    refused("a map", &bytes, "State", "is not in order");
}

#[test]
fn fields_of_a_stage_are_all_there_and_no_others() {
    for field in ["kind", "params", "refit", "state", "version"] {
        let bytes = edited(&golden("smallest"), |body| {
            fields(stage(body, "scale.standard"), "").retain(|(name, _)| name != field);
        });
        refused(field, &bytes, "Header", "a stage lacks a field");
    }
    let bytes = edited(&golden("smallest"), |body| {
        fields(stage(body, "scale.standard"), "").push(("note".to_owned(), text("hello")));
    });
    refused("an unknown field", &bytes, "Header", "unknown field `note`");
    for path in ["state", "params"] {
        let bytes = edited(&golden("smallest"), |body| {
            fields(stage(body, "scale.standard"), path).push(("more".to_owned(), Node::Uint(1)));
        });
        refused(path, &bytes, "State", "unknown field");
        let bytes = edited(&golden("smallest"), |body| {
            fields(stage(body, "scale.standard"), path).pop();
        });
        refused(path, &bytes, "State", "missing field");
    }
    // One that may be without a value must still be said.
    let bytes = edited(&golden("smallest"), |body| {
        fields(body, "about/provenance").retain(|(name, _)| name != "note");
    });
    refused("note", &bytes, "Header", "missing field `note`");
    let bytes = edited(&golden("smallest"), |body| {
        fields(body, "about/provenance").push(("zz".to_owned(), Node::Null));
    });
    refused("zz", &bytes, "Header", "unknown field");
    let none = with("smallest", "scale.standard", "", Node::Null);
    refused("a stage that is null", &none, "Header", "not a record");
}

#[test]
fn kinds_and_versions_are_known() {
    let says = "1 `scale.nobody`: unknown kind";
    let bytes = with("smallest", "scale.standard", "kind", text("scale.nobody"));
    refused("unknown kind", &bytes, "UnknownKind", says);
    let long = "k".repeat(100_000);
    let bytes = with("smallest", "scale.standard", "kind", text(&long));
    let error = refusal("a long kind", structure(&bytes));
    assert!(matches!(error, LoadError::UnknownKind { .. }));
    assert!(error.to_string().len() < 1000, "{}", error.to_string().len());
    for version in [0, 2, u64::from(u32::MAX)] {
        let bytes = with("smallest", "scale.standard", "version", Node::Uint(version));
        refused("version", &bytes, "Version", "supported");
        let bytes = with("joins", "join", "version", Node::Uint(version));
        refused("version of a combinator", &bytes, "Version", "supported");
    }
    let bytes = with("smallest", "scale.standard", "version", Node::Uint(1 << 32));
    refused("version beyond u32", &bytes, "Header", "version");
    // An empty allow-list builds nothing.
    let options = LoadOptions::new().registry(Registry::empty());
    let error = refusal("empty registry", options.from_bytes(&golden("smallest")));
    assert!(matches!(error, LoadError::UnknownKind { known: 0, .. }), "{error}");
}

#[test]
fn another_promise_of_refit_is_refused() {
    for (name, kind, refit) in [
        ("smallest", "scale.standard", "SameMachine"),
        ("four_classes", "model.logistic", "Exact"),
        ("joins", "join", "NotReproducible"),
        ("amounts_ridge", "on_target", "Exact"),
    ] {
        let bytes = with(name, kind, "refit", text(refit));
        refused(name, &bytes, "State", &format!("says refit {refit}"));
    }
    let bytes = with("smallest", "scale.standard", "refit", text("Always"));
    refused("unknown promise", &bytes, "Header", "refit");
}

#[test]
fn stages_in_another_order_do_not_meet() {
    let bytes = edited(&golden("four_classes"), |body| {
        let stages = items(body, "pipeline");
        let last = stages.len() - 1;
        stages.swap(last - 1, last);
    });
    refused("model before assemble", &bytes, "Seam", "model.logistic");
    let bytes = edited(&golden("four_classes"), |body| {
        items(body, "pipeline").reverse();
    });
    refused("reversed", &bytes, "Seam", "");
    let bytes = edited(&golden("four_classes"), |body| {
        items(body, "pipeline").remove(0);
    });
    // Well typed, but not what was proved.
    assert!(structure(&bytes).is_ok());
    let error = refusal("a stage less", LoadOptions::new().from_bytes(&bytes));
    assert!(matches!(error, LoadError::Witness { .. } | LoadError::Shape { .. }), "{error}");
    let bytes = edited(&golden("smallest"), |body| items(body, "pipeline").clear());
    assert!(structure(&bytes).is_err(), "a pipeline without stages");
}

#[test]
fn branches_are_as_many_as_the_combinator_has() {
    for (name, kind) in [("joins", "join"), ("joins", "on"), ("amounts_ridge", "on_target")] {
        let bytes = edited(&golden(name), |body| {
            let branches = items(stage(body, kind), "branches");
            let more = branches[0].clone();
            branches.push(more);
        });
        refused(kind, &bytes, "State", "branches instead of");
        let bytes = edited(&golden(name), |body| {
            items(stage(body, kind), "branches").clear();
        });
        refused(kind, &bytes, "Header", "has none");
        let bytes = edited(&golden(name), |body| {
            fields(stage(body, kind), "").retain(|(field, _)| field != "branches");
        });
        refused(kind, &bytes, "State", "0 branches");
        let bytes = edited(&golden(name), |body| {
            items(stage(body, kind), "branches")[0] = Node::List(Vec::new());
        });
        assert!(structure(&bytes).is_err(), "{kind} with an empty branch");
    }
    let bytes = edited(&golden("smallest"), |body| {
        let leaf = stage(body, "scale.standard");
        let copy = Node::List(vec![leaf.clone()]);
        fields(leaf, "").insert(0, ("branches".to_owned(), Node::List(vec![copy])));
    });
    refused("branches in a leaf", &bytes, "State", "branches in a leaf");
    let bytes = edited(&golden("joins"), |body| {
        *at(stage(body, "on"), "state/chosen") = Node::Texts(vec!["real".into(), "real".into()]);
    });
    refused("a column chosen twice", &bytes, "State", "chosen twice");
    let nothing = with("amounts_ridge", "on_target", "state/scale", Node::Real(0.0));
    refused("a scale of zero", &nothing, "State", "positive");
}

#[test]
fn a_tree_walks_down_and_stays_inside() {
    const KIND: &str = "model.tree.classifier";
    let words = |name: &str, edit: &dyn Fn(&mut Vec<u32>)| {
        edited(&golden("titanic_tree"), |body| {
            match at(stage(body, KIND), &format!("state/trees/{name}")) {
                Node::Words(words) => edit(words),
                other => panic!("{name} is {}", other.form()),
            }
        })
    };
    let fit = "does not fit";
    refused("a cycle to itself", &words("left", &|left| left[0] = 0), "State", fit);
    refused("a cycle to the root", &words("right", &|right| right[1] = 0), "State", fit);
    refused("a child before its parent", &words("left", &|left| left[2] = 1), "State", fit);
    refused("a child out of range", &words("right", &|right| right[0] = 1 << 20), "State", fit);
    refused("a child at u32::MAX", &words("right", &|right| right[0] = u32::MAX), "State", fit);
    refused("a column out of range", &words("feature", &|f| f[0] = 4096), "State", fit);
    refused("a column just out of range", &words("feature", &|f| f[0] = 8), "State", fit);
    refused("a split made a leaf", &words("feature", &|f| f[0] = u32::MAX), "State", fit);
    let leaf = |feature: &[u32]| feature.iter().position(|&f| f == u32::MAX).unwrap();
    let leaves = |f: &mut Vec<u32>| {
        let at = leaf(f);
        f[at] = 0;
    };
    refused("a leaf made a split", &words("feature", &leaves), "State", fit);
    refused("arrays of other lengths", &words("left", &|l| l.truncate(1)), "State", "arrays of");
    let starts = "do not start at 0 and rise";
    refused("no tree at 0", &words("starts", &|s| s[0] = 1), "State", starts);
    refused("a tree twice", &words("starts", &|s| s.push(0)), "State", starts);
    refused("a tree past the end", &words("starts", &|s| s.push(1 << 30)), "State", "a tree from");
    refused("two trees of one", &words("starts", &|s| s.push(1)), "State", fit);
    let reals = |name: &str, x: f64| {
        edited(&golden("titanic_tree"), |body| {
            match at(stage(body, KIND), &format!("state/trees/{name}")) {
                Node::Reals(values) => values[0] = x,
                other => panic!("{name} is {}", other.form()),
            }
        })
    };
    for x in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        refused("a threshold", &reals("threshold", x), "State", fit);
        refused("a leaf", &reals("leaves", x), "State", "finite");
    }
    for outputs in [0, 1, 3, u64::from(u32::MAX)] {
        let bytes = with("titanic_tree", KIND, "state/trees/outputs", Node::Uint(outputs));
        refused("outputs", &bytes, "State", "outputs a leaf");
    }
    let classes = Node::Texts(vec!["0".into()]);
    let bytes = with("titanic_tree", KIND, "state/classes", classes);
    refused("a class less", &bytes, "State", "outputs a leaf");
    let bytes = edited(&golden("amounts_forest_ln"), |body| {
        let trees = at(stage(body, "model.forest.regressor"), "state/trees");
        let Some(Node::Words(starts)) = trees.get("starts") else { panic!("no starts") };
        let second = starts[1];
        match at(trees, "left") {
            Node::Words(left) => left[0] = second,
            other => panic!("left is {}", other.form()),
        }
    });
    refused("a child in the next tree", &bytes, "State", fit);
}

#[test]
fn the_rows_of_a_tree_add_up() {
    const KIND: &str = "model.tree.classifier";
    let tree = |name: &str, edit: &dyn Fn(&mut Node)| {
        edited(&golden("four_classes_tree_exact"), |body| {
            edit(at(stage(body, KIND), &format!("state/trees/{name}")));
        })
    };
    let words = |name: &str, edit: &dyn Fn(&mut Vec<u32>)| {
        tree(name, &|node| match node {
            Node::Words(words) => edit(words),
            other => panic!("{name} is {}", other.form()),
        })
    };
    let sides = "not those of its sides";
    refused("a row more", &words("cover", &|cover| cover[0] += 1), "State", sides);
    refused("a node without rows", &words("cover", &|cover| cover[1] = 0), "State", "row count");
    refused("a count less", &words("cover", &|cover| cover.truncate(2)), "State", "row count");
    let none = tree("cover", &|node| *node = Node::List(Vec::new()));
    refused("no counts", &none, "State", "row count");
    let reals = |edit: &dyn Fn(&mut Vec<f64>)| {
        tree("importances", &|node| match node {
            Node::Reals(shares) => edit(shares),
            other => panic!("importances are {}", other.form()),
        })
    };
    for share in [f64::NAN, -0.5, 1.5, f64::INFINITY] {
        refused("an importance", &reals(&|shares| shares[0] = share), "State", "shares");
    }
    refused("an importance less", &reals(&|shares| shares.truncate(1)), "State", "shares");
    // The parameters say that smartcore grew it, and it never counts rows.
    let bytes = edited(&golden("titanic_tree"), |body| {
        let nodes = match at(stage(body, KIND), "state/trees/feature") {
            Node::Words(feature) => feature.len(),
            other => panic!("feature is {}", other.form()),
        };
        fields(at(stage(body, KIND), "state/trees"), "")
            .push(("cover".to_owned(), Node::Words(vec![1; nodes])));
    });
    refused("counts of version 1", &bytes, "State", "cover");
}

#[test]
fn states_that_do_not_fit_together_are_refused() {
    let names = |names: &[&str]| Node::Texts(names.iter().map(|name| (*name).to_owned()).collect());
    let two = |x: f64| Node::Reals(vec![0.0, x]);
    let first = |path: &str| format!("state/encoded/0/{path}");
    for (golden, kind, path, value, says) in [
        ("smallest", "scale.standard", "state/columns".to_owned(), names(&["a", "a"]), "twice"),
        (
            "smallest",
            "scale.standard",
            "state/columns".to_owned(),
            names(&["a"]),
            "2 entries for 1",
        ),
        ("smallest", "scale.standard", "state/mean".to_owned(), two(f64::NAN), "mean holds NaN"),
        (
            "smallest",
            "scale.standard",
            "state/scale".to_owned(),
            two(f64::INFINITY),
            "scale holds inf",
        ),
        (
            "smallest",
            "scale.standard",
            "state/mean".to_owned(),
            Node::Reals(vec![0.0]),
            "1 entries",
        ),
        ("smallest", "scale.standard", "state/mean".to_owned(), Node::Ints(vec![0, 1]), "i64"),
        ("smallest", "scale.standard", "state/mean".to_owned(), Node::Words(vec![0, 1]), "u32"),
        ("smallest", "scale.standard", "state".to_owned(), Node::Null, "expected a record"),
        ("smallest", "scale.standard", "params/center".to_owned(), Node::Uint(1), "a boolean"),
        (
            "four_classes",
            "model.logistic",
            "state/present".to_owned(),
            Node::Words(vec![0, 1, 2, 4]),
            "rising indices",
        ),
        (
            "four_classes",
            "model.logistic",
            "state/present".to_owned(),
            Node::Words(vec![0, 1, 1, 2]),
            "rising indices",
        ),
        (
            "four_classes",
            "model.logistic",
            "state/present".to_owned(),
            Node::Words(vec![0]),
            "classes learned",
        ),
        (
            "four_classes",
            "model.logistic",
            "state/intercepts".to_owned(),
            Node::Reals(vec![0.0]),
            "intercepts for",
        ),
        (
            "four_classes",
            "model.logistic",
            "state/coefficients".to_owned(),
            Node::Reals(vec![0.0]),
            "coefficients",
        ),
        (
            "four_classes",
            "encode.one_hot",
            "state/columns".to_owned(),
            names(&["colour"]),
            "entries for 1",
        ),
        (
            "four_classes",
            "encode.one_hot",
            first("indicators"),
            Node::Words(vec![0, 1, 2, 3, 4, 99]),
            "colour",
        ),
        (
            "four_classes",
            "encode.one_hot",
            first("levels"),
            Node::Record(vec![("Text".to_owned(), names(&["b", "a", "c", "d", "e", "f"]))]),
            "colour",
        ),
        ("four_classes", "encode.one_hot", first("missing"), Node::Uint(1 << 31), "colour"),
        ("four_classes", "encode.one_hot", first("unknown"), Node::Uint(77), "colour"),
        (
            "four_classes",
            "assemble",
            "state/columns".to_owned(),
            Node::List(Vec::new()),
            "no column",
        ),
        ("four_classes", "impute", "state/fills".to_owned(), Node::List(Vec::new()), "0 entries"),
        ("titanic_tree", "encode.ordinal", first("codes"), Node::Reals(vec![0.0]), "sex"),
        (
            "amounts_linear",
            "model.linear",
            "state/intercept".to_owned(),
            Node::Real(f64::NAN),
            "intercept holds NaN",
        ),
        (
            "amounts_linear",
            "model.linear",
            "state/columns".to_owned(),
            names(&["a", "b"]),
            "entries for 2",
        ),
        (
            "amounts_ridge",
            "model.ridge",
            "state/coefficients".to_owned(),
            Node::Reals(vec![1.0]),
            "1 entries",
        ),
        (
            "cleans",
            "winsorize",
            "state/left".to_owned(),
            Node::Reals(vec![f64::NAN]),
            "left holds NaN",
        ),
        ("cleans", "winsorize", "state/right".to_owned(), Node::Reals(vec![1.0]), "expected 0"),
        (
            "cleans",
            "group_rare",
            "state/kept".to_owned(),
            Node::List(vec![names(&["b", "a"])]),
            "ascending",
        ),
        (
            "cleans",
            "missing_indicator",
            "state/marked".to_owned(),
            names(&["nobody"]),
            "was not looked at",
        ),
        (
            "selects",
            "select.variance",
            "state/variance".to_owned(),
            Node::Reals(vec![-1.0; 5]),
            "variance -1",
        ),
        (
            "selects",
            "select.correlation",
            "state/kept".to_owned(),
            Node::Words(vec![1, 0]),
            "kept for another",
        ),
        (
            "selects",
            "select.correlation",
            "state/correlation".to_owned(),
            Node::Reals(vec![0.0, 2.0]),
            "correlation 2",
        ),
        (
            "fills",
            "impute",
            "state/fills".to_owned(),
            Node::List(vec![Node::Record(vec![("Real".to_owned(), Node::Real(f64::NAN))]); 3]),
            "a fill is NaN",
        ),
    ] {
        refused(
            &format!("{golden} {kind} {path}"),
            &with(golden, kind, &path, value),
            "State",
            says,
        );
    }
}

#[test]
fn a_schema_that_does_not_fit_together_is_refused() {
    let real = |low: f64, high: f64| {
        Node::Record(vec![("Real".to_owned(), Node::List(vec![Node::Real(low), Node::Real(high)]))])
    };
    for (path, value, says) in [
        ("fields/0/name", text("twice"), "appears twice"),
        ("fields/0/missing", Node::Uint(121), "more missing values than rows"),
        ("fields/0/range", real(1.0, -1.0), "range"),
        ("fields/0/range", real(f64::NAN, 1.0), "range"),
        ("fields/0/column_type", text("Text"), "range"),
        ("fields/0/column_type", text("Complex"), "schema"),
        ("fields/0/levels", Node::Texts(vec!["b".into(), "a".into()]), "not sorted"),
        ("fields/0/policy/missing", text("Perhaps"), "schema"),
        ("rows", Node::Real(120.0), "an integer"),
    ] {
        let bytes = edited(&golden("smallest"), |body| *at(at(body, "about/schema"), path) = value);
        refused(path, &bytes, "Header", says);
    }
}

/// A static chain takes its own artifact only.
#[test]
fn another_recipe_is_refused_by_kind_and_length() {
    let typed = |name: &str| golden(name);
    let standard = |bytes: &[u8]| Load::<()>::load(&Standardize::new(), bytes).map(|_| ());
    let error = |result: Result<(), Error>| match result {
        Err(Error::Load(error)) => *error,
        other => panic!("{other:?}"),
    };
    assert!(standard(&typed("smallest")).is_ok());
    let found = error(standard(&typed("policies")));
    assert!(matches!(found, LoadError::WrongKind { .. }), "{found}");
    let twice = Standardize::new().then(Standardize::new());
    let found = error(Load::<()>::load(&twice, &typed("smallest")).map(|_| ()));
    assert!(
        matches!(&found, LoadError::Shape { problem } if problem.contains("ends before")),
        "{found}"
    );
    let short = Standardize::new();
    let longer = edited(&golden("smallest"), |body| {
        let more = items(body, "pipeline")[0].clone();
        items(body, "pipeline").push(more);
    });
    let found = error(Load::<()>::load(&short, &longer).map(|_| ()));
    assert!(
        matches!(&found, LoadError::Shape { problem } if problem.contains("left over")),
        "{found}"
    );
    let numbers = OneHot::new().then(Assemble::new()).then(Logistic::new());
    let tree = OneHot::new().then(Assemble::new()).then(DecisionTree::classifier());
    assert!(Load::<Labels>::load(&numbers, &typed("four_classes")).is_err());
    assert!(Load::<Labels>::load(&tree, &typed("four_classes")).is_err());
}
