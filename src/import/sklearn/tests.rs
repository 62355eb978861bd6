//! Files that are wrong are refused with their place.

use super::read;

const GOOD: &str = r#"{"format":"sklearn-pipeline-json/1","sklearn":"1.9.1","steps":[["ct",{"type":"ColumnTransformer",
"transformers":[["num",{"type":"StandardScaler","mean":[1.0],"scale":[2.0]},["x"]]],"feature_names_out":["num__x"]}]],
"estimator":{"type":"DecisionTreeRegressor","trees":[{"children_left":[1,-1,-1],"children_right":[2,-1,-1],
"feature":[0,-2,-2],"threshold":[0.5,-2.0,-2.0],"value":[[0.0],[1.5],[2.5]],"missing_go_to_left":[0,0,0]}]}}"#;

fn refusal(from: &str, to: &str) -> String {
    assert!(GOOD.contains(from), "{from}");
    read(GOOD.replace(from, to).as_bytes()).map_or_else(|e| e.to_string(), |_| "read".to_owned())
}

#[test]
fn refuses_what_does_not_fit() {
    assert_eq!(refusal("1.5", "1.5"), "read");
    for (from, to, expected) in [
        ("json/1", "json/2", "version `sklearn-pipeline-json/2` is not read"),
        ("StandardScaler", "Nystroem", "Nystroem is not supported"),
        (
            "DecisionTreeRegressor",
            "RadiusNeighborsRegressor",
            "RadiusNeighborsRegressor is not supported",
        ),
        ("\"scale\":[2.0]", "\"scale\":[2.0,1.0]", "2 entries for 1 columns"),
        ("\"scale\":[2.0]", "\"scale\":[1e999]", "transformer `num`"),
        (
            "\"scale\":[2.0]",
            "\"scale\":[2.0],\"odd\":1",
            "`odd` of StandardScaler is not supported",
        ),
        ("[\"num__x\"]", "[]", "0 names for 1 columns"),
        ("[1,-1,-1]", "[0,-1,-1]", "tree 0"),
        ("[1,-1,-1]", "[7,-1,-1]", "no node 7"),
        ("\"feature\":[0,", "\"feature\":[1,", "does not fit"),
        ("[1.5]", "[\"x\"]", "tree 0, `value`: expected a number"),
        ("[1.5]", "[1.5,1.0]", "a leaf of 2 numbers"),
        ("\"sklearn\":", "\"format\":\"x\",\"sklearn\":", "each there once"),
        ("[\"x\"]", "[\"x\",\"x\"]", "column `x` chosen twice is not supported"),
    ] {
        let found = refusal(from, to);
        assert!(found.contains(expected), "{from} to {to}: {found}");
    }
    for end in 0..GOOD.len() {
        assert!(read(&GOOD.as_bytes()[..end]).is_err(), "{end} bytes");
    }
}

/// Bits before digits, where a file has both, or bits alone.
#[test]
fn numbers_by_their_bits() {
    let mean = |to: &str| {
        let file = GOOD.replace("\"mean\":[1.0]", to);
        read(file.as_bytes()).unwrap()
    };
    let ones = mean("\"mean_hex\":[\"3ff0000000000000\"]");
    assert_eq!(ones, read(GOOD.as_bytes()).unwrap());
    assert_eq!(mean("\"mean\":[2.0],\"mean_hex\":[\"3FF0000000000000\"]"), ones);
    assert_ne!(mean("\"mean_hex\":[\"3ff0000000000001\"]"), ones);
    for (bits, expected) in [
        ("[\"3ff000000000000\"]", "expected 16 digits"),
        ("[\"3ff000000000000g\"]", "expected 16 digits"),
        ("[\"+ff0000000000000\"]", "expected 16 digits"),
        ("[1.0]", "expected 16 digits"),
        ("[]", "0 entries for 1 columns"),
    ] {
        let found = refusal("\"mean\":[1.0]", &format!("\"mean_hex\":{bits}"));
        assert!(found.contains(expected), "{bits}: {found}");
    }
    // A table, whose bits may stand in one list.
    let tree = |value: &str| refusal("\"value\":[[0.0],[1.5],[2.5]]", value);
    let flat = "\"0000000000000000\",\"3ff8000000000000\",\"4004000000000000\"";
    let nested = flat.replace(',', "],[");
    assert_eq!(tree(&format!("\"value\":[[1],[2],[3]],\"value_hex\":[{flat}]")), "read");
    assert_eq!(tree(&format!("\"value_hex\":[[{nested}]]")), "read");
    let short = tree(&format!("\"value\":[[1],[2]],\"value_hex\":[{flat}]"));
    assert!(short.contains("3 numbers, not 2"), "{short}");
}

/// What is said of a file whose first step makes these powers of columns.
fn polynomial(columns: &str, powers: &str) -> String {
    let from = r#""StandardScaler","mean":[1.0],"scale":[2.0]},["x"]"#;
    refusal(from, &format!(r#""PolynomialFeatures","powers":{powers}}},[{columns}]"#))
}

/// The orders are those of scikit-learn; a file with a name less than terms shows how many were read.
#[test]
fn terms_are_counted_before_they_are_made() {
    let odd = "terms of PolynomialFeatures other than all of some degrees";
    for (powers, expected) in [
        ("[[0,0],[1,0],[0,1],[2,0],[1,1],[0,2]]", "1 names for 6 columns"),
        ("[[0,0],[1,0],[0,1],[1,1]]", "1 names for 4 columns"),
        ("[[2,0],[1,1],[0,2]]", "1 names for 3 columns"),
        ("[[0,0],[1,0],[0,1],[2,0],[0,2],[1,1]]", odd),
        ("[[0,0],[1,0],[0,1],[2,0],[1,1]]", odd),
        ("[[1,0],[0,1],[64,64]]", odd),
        ("[[0,0],[0,0],[1,0],[0,1]]", "a second constant"),
        ("[[1,0],[0,65]]", "a power of 65"),
        ("[[1,0],[0,0.5]]", "a power of 0.5"),
    ] {
        let found = polynomial(r#""x","y""#, powers);
        assert!(found.contains(expected), "{powers}: {found}");
    }
    // So many that their number is none of 64 bits.
    let names: Vec<String> = (0..17).map(|at| format!("\"a{at}\"")).collect();
    let found = polynomial(&names.join(","), &format!("[[{}]]", ["64"; 17].join(",")));
    assert!(found.contains(odd), "{found}");
}
