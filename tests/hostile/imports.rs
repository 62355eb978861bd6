//! Files of other libraries that are not what was saved: a reason, or a model that answers; never a panic, and never
//! more memory than the file is worth.

use super::{HELD, PEAK};
use proptest::prelude::*;
use proptest::sample::Index;
use steadfast::Error;
use steadfast::data::Matrix;
use steadfast::import::{ImportedTrees, lightgbm, sklearn, xgboost};
use steadfast::model::EnsembleAnswer;
use steadfast::prelude::*;

type Reader = fn(&[u8]) -> Result<ImportedTrees, Error>;

const FILES: [(Reader, &[u8]); 3] = [
    (lightgbm::read, include_bytes!("../cases/lgb_binary_titanic_missing/model.txt")),
    (xgboost::read, include_bytes!("../cases/xgb_binary_titanic_cat_missing/model.json")),
    (xgboost::read, include_bytes!("../cases/xgb_binary_titanic_cat_missing/model.ubj")),
];

/// Whatever the bytes are: a reason, or trees that answer every row.
fn survive(read: Reader, bytes: &[u8]) -> Result<bool, TestCaseError> {
    let before = HELD.get();
    PEAK.set(before);
    let imported = read(bytes);
    let peak = (PEAK.get() - before).max(0) as usize;
    prop_assert!(
        peak <= (64 << 10) + 8 * bytes.len(),
        "{peak} bytes for a file of {}",
        bytes.len()
    );
    let Ok(imported) = imported else { return Ok(false) };
    let width = imported.columns().len();
    let cells = [0.0, -1.0, 1e300, f64::NAN, f64::INFINITY, 3.0, f64::NEG_INFINITY, 1e-36];
    let cells = cells.iter().flat_map(|cell| vec![*cell; width]).collect();
    let x = Matrix::from_row_major(imported.columns().clone(), cells);
    let Ok(x) = x else { return Ok(true) };
    for answer in [EnsembleAnswer::Value, EnsembleAnswer::RawScore, EnsembleAnswer::Leaf] {
        let stage = imported.answers(answer).and_then(|recipe| recipe.fit(&x, &()));
        let _ = stage.and_then(|stage| stage.apply(&x));
    }
    let _ = imported.ensemble().raw_contributions(&x);
    let half = imported.iterations() / 2;
    let _ = imported.only(half..imported.iterations());
    Ok(true)
}

const PIPELINES: [&[u8]; 23] = [
    include_bytes!("../cases/sk_export_calibrated_gnb_wine/pipeline.json"),
    include_bytes!("../cases/sk_export_calibrated_isotonic_logistic_wine/pipeline.json"),
    include_bytes!("../cases/sk_export_indicators_titanic/pipeline.json"),
    include_bytes!("../cases/sk_export_mlp_softmax_penguins/pipeline.json"),
    include_bytes!("../cases/sk_export_engine_rare_ordinal/pipeline.json"),
    include_bytes!("../cases/sk_export_engine_similarity/pipeline.json"),
    include_bytes!("../cases/sk_export_engine_winsorizer/pipeline.json"),
    include_bytes!("../cases/sk_export_engine_tree_discretiser/pipeline.json"),
    include_bytes!("../cases/sk_export_engine_creation/pipeline.json"),
    include_bytes!("../cases/sk_export_engine_wrappers/pipeline.json"),
    include_bytes!("../cases/sk_export_engine_dates/pipeline.json"),
    include_bytes!("../cases/sk_export_more_iterative_imputer/pipeline.json"),
    include_bytes!("../cases/sk_export_more_spline/pipeline.json"),
    include_bytes!("../cases/sk_export_more_target_encoder_multi/pipeline.json"),
    include_bytes!("../cases/sk_export_more_rare_one_hot_drop/pipeline.json"),
    include_bytes!("../cases/sk_export_more_mixture_tied/pipeline.json"),
    include_bytes!("../cases/sk_export_more_one_vs_rest/pipeline.json"),
    include_bytes!("../cases/sk_export_more_log_target/pipeline.json"),
    include_bytes!("../cases/sk_export_more_words/pipeline.json"),
    include_bytes!("../cases/sk_export_more_multi_task_lasso/pipeline.json"),
    include_bytes!("../cases/sk_export_more_vote_hard_weights/pipeline.json"),
    include_bytes!("../cases/sk_penguins_gb_multi/pipeline.json"),
    include_bytes!("../cases/sk_penguins_logreg_multi/pipeline.json"),
];

/// Whatever the bytes are: a reason, or a pipeline that answers every row or says why not.
fn survive_pipeline(bytes: &[u8]) -> Result<bool, TestCaseError> {
    let before = HELD.get();
    PEAK.set(before);
    let imported = sklearn::read_passthrough(bytes);
    let peak = (PEAK.get() - before).max(0) as usize;
    prop_assert!(
        peak <= (64 << 10) + 8 * bytes.len(),
        "{peak} bytes for a file of {}",
        bytes.len()
    );
    let Ok(imported) = imported else { return Ok(false) };
    let mut table = Table::of_rows(4);
    for name in imported.inputs() {
        let column = if imported.text_inputs().contains(name) {
            Column::Text([Some("Dream"), None, Some(""), Some("male")].into_iter().collect())
        } else {
            Column::Real(vec![0.0, f64::NAN, 1e300, -40.0])
        };
        let Ok(wider) = table.with(name.clone(), column) else { return Ok(true) };
        table = wider;
    }
    let scores = imported.raw_scores().ok().flatten();
    for chain in [imported.pipeline().ok(), imported.transformer().ok(), scores] {
        let _ = chain.map(|chain| chain.apply(&table));
    }
    Ok(true)
}

/// Words that mean something in these files.
const PIECES: [&[u8]; 24] = [
    b"0",
    b"1",
    b"9",
    b"-1",
    b"-",
    b"2147483648",
    b"18446744073709551615",
    b"nan",
    b"inf",
    b"1e999",
    b" ",
    b"\n",
    b"=",
    b"[",
    b"]",
    b"{",
    b"}",
    b"\"",
    b",",
    b":",
    b"[$d#L",
    b"\xff\xff\xff\xff",
    b"\0\0\0\0",
    b"num_leaves=1",
];

/// And in pipelines.
const WORDS: [&[u8]; 24] = [
    b"0",
    b"9",
    b"-1",
    b"1e999",
    b"1e300",
    b"4294967296",
    b"null",
    b"true",
    b"[]",
    b"{}",
    b"\"NaN\"",
    b"\"Infinity\"",
    b"[[[[[[[[[[",
    b"]",
    b"}",
    b",",
    b"_hex",
    b"\"7ff0000000000000\"",
    b"StandardScaler",
    b"SVC",
    b"feature_engine.Winsorizer",
    b"KNNImputer",
    b"StackingRegressor",
    b"[0,1]",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// A run of bytes replaced by a word.
    #[test]
    fn words_in_a_file(which in 0..FILES.len(), at in any::<Index>(), length in 0usize..12, piece in any::<Index>()) {
        let (read, bytes) = FILES[which];
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        let mut file = bytes.to_vec();
        file.splice(start..end, piece.get(&PIECES).iter().copied());
        survive(read, &file)?;
    }

    /// One byte changed.
    #[test]
    fn bytes_of_a_file(which in 0..FILES.len(), at in any::<Index>(), byte in any::<u8>()) {
        let (read, bytes) = FILES[which];
        let mut file = bytes.to_vec();
        file[at.index(bytes.len())] = byte;
        survive(read, &file)?;
    }

    /// A file cut short, or a part of it twice.
    #[test]
    fn parts_of_a_file(which in 0..FILES.len(), from in any::<Index>(), to in any::<Index>()) {
        let (read, bytes) = FILES[which];
        let (from, to) = (from.index(bytes.len()), to.index(bytes.len()));
        survive(read, &bytes[..from])?;
        survive(read, &[&bytes[..from], &bytes[to..]].concat())?;
    }

    /// A run of bytes of a pipeline replaced by a word.
    #[test]
    fn words_in_a_pipeline(which in 0..PIPELINES.len(), at in any::<Index>(), length in 0usize..12, piece in any::<Index>()) {
        let bytes = PIPELINES[which];
        let start = at.index(bytes.len());
        let end = (start + length).min(bytes.len());
        let mut file = bytes.to_vec();
        file.splice(start..end, piece.get(&WORDS).iter().copied());
        survive_pipeline(&file)?;
    }

    /// One byte of a pipeline changed, or a pipeline cut short.
    #[test]
    fn bytes_of_a_pipeline(which in 0..PIPELINES.len(), at in any::<Index>(), byte in any::<u8>()) {
        let bytes = PIPELINES[which];
        let mut file = bytes.to_vec();
        file[at.index(bytes.len())] = byte;
        survive_pipeline(&file)?;
        survive_pipeline(&bytes[..at.index(bytes.len())])?;
    }

    /// Bytes that were never a file.
    #[test]
    fn noise(which in 0..FILES.len(), bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        survive(FILES[which].0, &bytes)?;
    }
}

/// Files that are as they were saved are read within the bound, and answer.
#[test]
fn pipelines_are_read() {
    for (which, bytes) in PIPELINES.iter().enumerate() {
        let read = survive_pipeline(bytes).unwrap();
        assert!(read, "pipeline {which}: {:?}", sklearn::read_passthrough(bytes).err());
    }
    // A list of many short entries is the worst a file can ask for.
    let zeros = vec!["0"; 50_000].join(",");
    let file = format!(
        r#"{{"format":"sklearn-pipeline-json/1","steps":[["c",{{"type":"ColumnTransformer",
        "transformers":[["x",{{"type":"StandardScaler","mean":[{zeros}]}},["x"]]],
        "feature_names_out":["x"]}}]],"estimator":{{"type":"Ridge"}}}}"#
    );
    assert!(!survive_pipeline(file.as_bytes()).unwrap());
}

/// Messages of files that were seen in public reports, or that say more than they hold.
#[test]
fn malformed_files_are_refused_by_name() {
    let model = include_str!("../cases/lgb_binary_titanic_missing/model.txt");
    let cases: [(&str, &str, &str); 9] = [
        ("version=v4", "version=v5", "version `v5` is not read; v3 and v4 are"),
        ("num_class=1", "num_class=1\nnum_class=1", "`num_class` is there twice"),
        ("\nsplit_gain=", "\nleaf_value=1 2\nleaf_value=1 2\nsplit_gain=", "is there twice"),
        ("num_leaves=8", "num_leaves=150000000000", "numbers, not"),
        ("left_child=1 ", "left_child=0 ", "split 0 has split 0 below it"),
        (
            "objective=binary sigmoid:1",
            "objective=unheard_of",
            "objective `unheard_of` is not supported",
        ),
        ("max_feature_idx=7", "max_feature_idx=8", "8 names, and `max_feature_idx` is 8"),
        ("end of trees", "Tree=40\nnum_leaves=0\n\nend of trees", "a tree without leaves"),
        ("pandas_categorical:[[", "pandas_categorical:[[[", "pandas_categorical"),
    ];
    for (from, to, message) in cases {
        assert!(model.contains(from), "{from}");
        let error = lightgbm::read(model.replacen(from, to, 1).as_bytes()).unwrap_err().to_string();
        assert!(error.contains(message), "{from} as {to}: {error}");
    }
    let model = include_str!("../cases/xgb_binary_titanic_cat_missing/model.json");
    let cases: [(&str, &str, &str); 7] = [
        // Scores that the file has no bytes for.
        ("\"num_target\":\"1\"", "\"num_target\":\"60000\"", "0 classes and 60000 targets"),
        ("\"version\":[3", "\"version\":[9", "version `9."),
        ("binary:logistic", "binary:unheard", "objective `binary:unheard` is not supported"),
        ("\"left_children\":[1", "\"left_children\":[0", "is reached twice"),
        ("\"left_children\":[1", "\"left_children\":[99999", "has child 99999"),
        ("\"tree_info\":[0,", "\"tree_info\":[", "trees,"),
        ("\"attributes\":{}", "\"attributes\":{},\"attributes\":{}", "a name is there twice"),
    ];
    for (from, to, message) in cases {
        assert!(model.contains(from), "{from}");
        let error = xgboost::read(model.replacen(from, to, 1).as_bytes()).unwrap_err().to_string();
        assert!(error.contains(message), "{from} as {to}: {error}");
    }
    // A counted array without values, and one that counts more than there are bytes.
    let ubjson = |bytes: &[u8]| xgboost::read(bytes).unwrap_err().to_string();
    assert!(ubjson(b"{L\0\0\0\0\0\0\0\x01a[#L\0\0\0\0\0\0\0\0}").contains("no `learner`"));
    assert!(
        ubjson(b"{L\0\0\0\0\0\0\0\x01a[#L\x7f\xff\xff\xff\xff\xff\xff\xff}")
            .contains("more values than bytes")
    );
    assert!(
        ubjson(b"{L\0\0\0\0\0\0\0\x01a[$d#L\x7f\xff\xff\xff\xff\xff\xff\xff}")
            .contains("too many numbers")
    );
}
