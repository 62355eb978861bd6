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

/// What is said of a file whose first step is this, on these columns, each a number.
fn step(columns: &str, step: &str) -> String {
    let from = r#"{"type":"StandardScaler","mean":[1.0],"scale":[2.0]},["x"]"#;
    refusal(from, &format!("{step},[{columns}]"))
}

/// The places of columns, lists of levels and words of parameters of Feature-engine's transformers.
#[test]
fn places_and_words_are_checked() {
    for (one, expected) in [
        (r#""MeanMedianImputer","variables":[0],"fills":[1.5]"#, "1 names for 2 columns"),
        (r#""MeanMedianImputer","variables":[2],"fills":[1.5]"#, "no column 2"),
        (r#""MeanMedianImputer","variables":[-1],"fills":[1.5]"#, "no column -1"),
        (r#""MeanMedianImputer","variables":[0,0],"fills":[1,2]"#, "column 0 twice"),
        (r#""MeanMedianImputer","variables":[],"fills":[]"#, "no columns"),
        (r#""MeanMedianImputer","variables":[0],"fills":[1,2]"#, "2 entries for 1 columns"),
        (r#""MeanMedianImputer","variables":[0],"fills":["NaN"]"#, "a fill is NaN"),
        (r#""RandomSampleImputer","variables":[0]"#, "feature_engine.RandomSampleImputer is not"),
        (r#""AddMissingIndicator","variables":[1]"#, "1 names for 3 columns"),
        (r#""PowerTransformer","variables":[0],"exponent":"NaN""#, "exponent"),
        (
            r#""OrdinalEncoder","variables":[0],"levels":[["a","b"]],"codes":[[0]],"unseen":"raise",
            "missing_values":"raise""#,
            "2 levels for 1 codes",
        ),
        (
            r#""OrdinalEncoder","variables":[0],"levels":[["a","a"]],"codes":[[0,1]],"unseen":"raise",
            "missing_values":"raise""#,
            "not ascending and distinct",
        ),
        (
            r#""OrdinalEncoder","variables":[0],"levels":[["a"]],"codes":[[0]],"unseen":"guess",
            "missing_values":"raise""#,
            "`unseen` guess of feature_engine.OrdinalEncoder is not supported",
        ),
        (
            r#""EqualWidthDiscretiser","variables":[0],"edges":[[1]],"output":"number""#,
            "a column without bins",
        ),
        (r#""EqualWidthDiscretiser","variables":[0],"edges":[[2,1]],"output":"number""#, "ascend"),
        (
            r#""Winsorizer","variables":[0],"method":"iqr","tail":"both","left":[2],"right":[1]"#,
            "cross",
        ),
        (
            r#""SklearnTransformerWrapper","variables":[1],"placement":"in_place",
            "transformer":{"type":"PolynomialFeatures","powers":[[0],[1]]}"#,
            "2 columns for 1",
        ),
        (r#""DropFeatures","support":[1,0]"#, "places that do not rise"),
        (
            r#""MathFeatures","variables":[0,1],"functions":["skew"],"names":["a"],
            "missing_values":"raise""#,
            "the function skew",
        ),
        (
            r#""DatetimeFeatures","variables":[0],"features":["century"],
            "missing_values":"raise""#,
            "the part century of a date",
        ),
    ] {
        let found = step(r#""x","y""#, &format!(r#"{{"type":"feature_engine.{}}}"#, &one[1..]));
        assert!(found.contains(expected), "{one}: {found}");
    }
}

/// Steps of scikit-learn that say more than they hold.
#[test]
fn steps_that_do_not_fit() {
    for (one, expected) in [
        (
            r#""KNNImputer","n_neighbors":2,"weights":"uniform","fit_X":[[1,2],[3]]"#,
            "a row that is not one number a column",
        ),
        (
            r#""IterativeImputer","start":[0,0],"least":[0,0],"greatest":[1,1],"rounds":1,"steps":[5],
            "coef":[[1]],"intercept":[0]"#,
            "a regression of column 5 of 2",
        ),
        (r#""MissingIndicator","features":[2]"#, "no column 2"),
        (
            r#""SplineTransformer","knots":[[0,1],[0,1]],"degree":4000000,"extrapolation":"constant""#,
            "degree 4000000",
        ),
        (
            r#""TargetEncoder","categories":[["a"],["b"]],"encodings":[[1]],"target_mean":[0]"#,
            "1 entries for 2 columns",
        ),
        (
            r#""OneHotEncoder","categories":[["a"],["b"]],"handle_unknown":"error",
            "indicators":[[0],[9]],"unknown":[-1,-1]"#,
            "10 indicators of 1 categories",
        ),
        (
            r#""CountVectorizer","tokens":"words","least":2,"ngram_range":[1,1],"terms":["a"]"#,
            "words of 2 columns",
        ),
        (r#""FunctionTransformer","function":"exec""#, "the function `exec` is not supported"),
    ] {
        let found = step(r#""x","y""#, &format!(r#"{{"type":{one}}}"#));
        assert!(found.contains(expected), "{one}: {found}");
    }
}

/// What is said of a file that ends in this model.
fn model(one: &str) -> String {
    let start = GOOD.find(r#""estimator":"#).unwrap();
    let file = format!(r#"{}"estimator":{{"type":{one}}}}}"#, &GOOD[..start]);
    read(file.as_bytes()).map_or_else(|e| e.to_string(), |_| "read".to_owned())
}

#[test]
fn models_that_do_not_fit() {
    let sum = r#"{"type":"Ridge","coef":[[3.0]],"intercept":[0.5]}"#;
    for (one, expected) in [
        (format!(r#""StackingRegressor","estimators":[{sum}],"final_estimator":{sum}"#), "read"),
        (
            format!(r#""StackingRegressor","estimators":[{sum},{sum}],"final_estimator":{sum}"#),
            "1 rows of coefficients for 1 intercepts and 2 columns",
        ),
        (format!(r#""StackingRegressor","estimators":[],"final_estimator":{sum}"#), "no members"),
        (
            format!(r#""TransformedTargetRegressor","transform":"cube","regressor":{sum}"#),
            "a target transformed by `cube`",
        ),
        (
            format!(r#""OneVsRestClassifier","classes":["a","b"],"estimators":[{sum}]"#),
            "no `classes`",
        ),
        (
            format!(
                r#""VotingRegressor","estimators":[{sum},{{"type":"Pipeline","steps":[["s",
                {{"type":"StandardScaler","mean":[1],"scale":[2]}}]],"estimator":{sum}}}]"#
            ),
            "read",
        ),
        (
            format!(
                r#""VotingRegressor","estimators":[{{"type":"Pipeline","steps":[["c",
                {{"type":"ColumnTransformer","transformers":[["p","passthrough",["z"]]],
                "feature_names_out":["z"]}}]],"estimator":{sum}}}]"#
            ),
            "no column `z`",
        ),
        (
            format!(
                r#""StackingRegressor","estimators":[{sum}],"final_estimator":{{"type":"Pipeline",
                "steps":[["s",{{"type":"StandardScaler"}}]],"estimator":{sum}}}"#
            ),
            "a pipeline behind the members of a stack is not supported",
        ),
        (format!(r#""VotingRegressor","voting":"hard","estimators":[{sum}]"#), "a vote that is"),
        (
            r#""KMeans","cluster_centers":[[1],[2]],"sizes":[1],"inertia":0,"iterations":1"#.into(),
            "1 clusters of 2",
        ),
        (
            r#""QuadraticDiscriminantAnalysis","classes":[0,1],"means":[[0],[1]],"factors":[[0],[1]],
            "priors":[0.5,0.5]"#
                .into(),
            "not above 0",
        ),
        (
            r#""IsotonicRegression","x":[1,0],"y":[0,1],"increasing":true,"out_of_bounds":"clip""#
                .into(),
            "places that do not rise",
        ),
        (
            r#""MultiTaskLasso","coef":[[1],[2]],"intercept":[1]"#.into(),
            "2 rows of coefficients for 1 intercepts",
        ),
    ] {
        let found = model(&one);
        assert!(found.contains(expected), "{one}: {found}");
    }
    // Models in models are read by what reads them; a file cannot ask for more of that than there is room for.
    let mut nest = sum.to_owned();
    let (open, close) = (r#"{"type":"VotingRegressor","estimators":["#, "]}");
    nest = format!("{}{nest}{}", open.repeat(100_000), close.repeat(100_000));
    assert!(
        model(&format!(r#""VotingRegressor","estimators":[{nest}]"#)).contains("in each other")
    );
}
