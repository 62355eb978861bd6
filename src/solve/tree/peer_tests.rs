//! The same trees as scikit-learn 1.9.1 grows, where no two columns tie (it draws among ties).
//!
//! Node by node, in its order: `column threshold left right rows` or `leaf` with the counts of the
//! classes, or with rows and mean.

use super::*;
use crate::exact;

/// Rows of whole numbers as columns.
fn columns<const N: usize>(text: &str) -> [Vec<f64>; N] {
    let cells: Vec<f64> = text.split_whitespace().map(|cell| cell.parse().unwrap()).collect();
    core::array::from_fn(|at| cells.iter().skip(at).step_by(N).copied().collect())
}

fn check(tree: &Tree, expected: &str, importances: &[f64], classes: bool) {
    let lines: Vec<&str> = expected.trim().lines().map(str::trim).collect();
    assert_eq!(tree.len(), lines.len());
    for (at, line) in lines.iter().enumerate() {
        let found = if tree.feature[at] != LEAF {
            let (column, threshold) = (tree.feature[at], tree.threshold[at]);
            format!("{column} {threshold} {} {} {}", tree.left[at], tree.right[at], tree.weight[at])
        } else if classes {
            let weight = f64::from(tree.weight[at]);
            let count = |share: &f64| format!(" {}", (share * weight).round());
            format!("leaf{}", tree.answer(at).iter().map(count).collect::<String>())
        } else {
            // Their mean is rounded more than once.
            let mean: f64 = line.split(' ').nth(2).unwrap().parse().unwrap();
            let found = tree.answer(at)[0];
            assert!((found - mean).abs() <= 1e-14 * mean, "{found} {mean}");
            format!("leaf {} {mean}", tree.weight[at])
        };
        assert_eq!(found, *line, "node {at}");
    }
    let found = tree.importances(importances.len());
    for (found, expected) in found.iter().zip(importances) {
        assert!((found - expected).abs() < 1e-12, "{found} {expected}");
    }
    assert_eq!(exact::exact_sum(&found).round(), 1.0);
}

/// Iris (Fisher, 1936): sepal length, sepal width and petal length in millimetres, 50 flowers of each
/// species in turn.
const IRIS: &str = "\
    51 35 14  49 30 14  47 32 13  46 31 15  50 36 14  54 39 17  46 34 14  50 34 15  44 29 14  49 31 15 \
    54 37 15  48 34 16  48 30 14  43 30 11  58 40 12  57 44 15  54 39 13  51 35 14  57 38 17  51 38 15 \
    54 34 17  51 37 15  46 36 10  51 33 17  48 34 19  50 30 16  50 34 16  52 35 15  52 34 14  47 32 16 \
    48 31 16  54 34 15  52 41 15  55 42 14  49 31 15  50 32 12  55 35 13  49 36 14  44 30 13  51 34 15 \
    50 35 13  45 23 13  44 32 13  50 35 16  51 38 19  48 30 14  51 38 16  46 32 14  53 37 15  50 33 14 \
    70 32 47  64 32 45  69 31 49  55 23 40  65 28 46  57 28 45  63 33 47  49 24 33  66 29 46  52 27 39 \
    50 20 35  59 30 42  60 22 40  61 29 47  56 29 36  67 31 44  56 30 45  58 27 41  62 22 45  56 25 39 \
    59 32 48  61 28 40  63 25 49  61 28 47  64 29 43  66 30 44  68 28 48  67 30 50  60 29 45  57 26 35 \
    55 24 38  55 24 37  58 27 39  60 27 51  54 30 45  60 34 45  67 31 47  63 23 44  56 30 41  55 25 40 \
    55 26 44  61 30 46  58 26 40  50 23 33  56 27 42  57 30 42  57 29 42  62 29 43  51 25 30  57 28 41 \
    63 33 60  58 27 51  71 30 59  63 29 56  65 30 58  76 30 66  49 25 45  73 29 63  67 25 58  72 36 61 \
    65 32 51  64 27 53  68 30 55  57 25 50  58 28 51  64 32 53  65 30 55  77 38 67  77 26 69  60 22 50 \
    69 32 57  56 28 49  77 28 67  63 27 49  67 33 57  72 32 60  62 28 48  61 30 49  64 28 56  72 30 58 \
    74 28 61  79 38 64  64 28 56  63 28 51  61 26 56  77 30 61  63 34 56  64 31 55  60 30 48  69 31 54 \
    67 31 56  69 31 51  58 27 51  68 32 59  67 33 57  67 30 52  63 25 50  65 30 52  62 34 54  59 30 51";

/// The first 100 rows of the diabetes data (Efron and others, 2004): age, body mass index times 10,
/// blood pressure and glucose, rounded, and the progression to be predicted.
const DIABETES: &str = "\
    59 321 101 87 151  48 216 87 69 75  72 305 93 85 141  24 253 84 89 206  50 230 101 80 135 \
    23 226 89 68 97  36 220 90 82 138  66 262 114 92 63  60 321 83 94 110  29 300 85 88 310 \
    22 186 97 83 101  56 280 85 77 69  53 237 92 81 179  50 262 97 88 185  61 240 91 73 118 \
    34 247 118 81 171  47 303 109 98 166  68 275 111 91 144  38 254 84 87 97  41 247 83 78 168 \
    35 211 82 95 68  25 243 95 87 49  25 260 92 88 68  61 320 104 124 245  31 297 88 78 184 \
    30 252 83 83 202  19 192 87 90 137  42 319 83 101 85  63 244 73 78 131  67 258 113 104 283 \
    32 305 89 89 129  42 203 71 81 59  58 380 103 98 341  57 217 94 92 87  53 205 78 75 65 \
    62 235 80 96 102  52 285 110 85 265  46 274 78 90 276  48 330 123 97 252  48 277 73 92 90 \
    50 256 101 114 100  21 201 63 89 55  32 254 90 83 61  54 242 74 109 92  61 327 97 87 259 \
    56 231 104 79 53  33 253 85 70 190  27 196 78 71 142  67 225 98 86 75  37 277 93 88 142 \
    58 257 99 93 155  65 279 103 86 225  34 255 93 88 59  46 249 115 103 104  35 287 97 93 182 \
    37 218 84 93 128  37 302 87 87 52  41 205 80 75 37  60 204 105 79 170  66 240 98 96 170 \
    29 260 83 83 61  37 268 79 96 144  41 257 83 85 52  39 229 77 74 128  67 240 83 94 71 \
    36 241 112 95 163  46 247 85 96 150  60 250 90 92 97  59 236 83 92 160  53 221 93 96 178 \
    48 199 91 101 48  48 295 131 106 270  66 260 91 87 202  52 245 94 89 111  52 266 111 109 85 \
    46 235 87 98 42  40 290 115 95 170  22 230 73 91 200  50 210 88 71 252  20 229 87 85 113 \
    68 275 107 90 143  52 243 86 91 51  44 231 87 72 52  38 273 81 81 210  49 227 65 60 65 \
    61 330 95 74 141  29 194 83 83 55  61 258 98 82 134  34 226 75 108 42  36 219 89 96 111 \
    52 240 83 94 98  61 312 79 96 164  43 268 123 94 48  35 204 65 78 96  27 248 91 69 90 \
    29 210 71 90 162  64 273 109 99 150  41 346 87 110 279  49 259 91 75 92  48 204 98 78 83";

#[test]
fn iris() {
    let cells: [Vec<f64>; 3] = columns(IRIS);
    let cells: Vec<&[f64]> = cells.iter().map(Vec::as_slice).collect();
    let species: Vec<u32> = (0..150).map(|row| row / 50).collect();
    let check = |impurity, growth: Growth, expected, importances: [f64; 3]| {
        let tree = fit_classes(&cells, (&species, 3), impurity, &growth).unwrap();
        check(&tree, expected, &importances, true);
    };
    let (gini, entropy) = (Impurity::Gini, Impurity::Entropy);
    let all = Growth::default;
    check(
        gini,
        Growth { max_depth: Some(3), ..all() },
        "
        2 24.5 1 2 150
        leaf 50 0 0
        2 47.5 3 6 100
        0 49.5 4 5 45
        leaf 0 1 1
        leaf 0 43 0
        2 50.5 7 8 55
        leaf 0 5 8
        leaf 0 1 41
    ",
        [0.01051288251256013, 0.0, 0.9894871174874399],
    );
    check(
        gini,
        Growth { max_depth: Some(4), min_samples_leaf: 4, ..all() },
        "
        2 24.5 1 2 150
        leaf 50 0 0
        2 47.5 3 6 100
        0 50.5 4 5 45
        leaf 0 3 1
        leaf 0 41 0
        2 50.5 7 10 55
        0 62.5 8 9 13
        leaf 0 1 6
        leaf 0 4 2
        0 60.5 11 12 42
        leaf 0 1 4
        leaf 0 0 37
    ",
        [0.027895123731244992, 0.0, 0.972104876268755],
    );
    check(
        entropy,
        Growth { max_depth: Some(3), min_samples_leaf: 3, ..all() },
        "
        2 24.5 1 2 150
        leaf 50 0 0
        2 47.5 3 6 100
        0 50.5 4 5 45
        leaf 0 3 1
        leaf 0 41 0
        2 51.5 7 8 55
        leaf 0 6 15
        leaf 0 0 34
    ",
        [0.016976578467155033, 0.0, 0.9830234215328449],
    );
    check(
        gini,
        Growth { max_leaf_nodes: Some(6), ..all() },
        "
        2 24.5 1 2 150
        leaf 50 0 0
        2 47.5 3 4 100
        leaf 0 44 1
        2 50.5 5 6 55
        0 65 7 8 13
        leaf 0 1 41
        1 31 9 10 10
        leaf 0 3 0
        leaf 0 1 8
        leaf 0 1 0
    ",
        [0.031319180667862885, 0.015079605506748788, 0.9536012138253883],
    );
    check(
        entropy,
        Growth { max_leaf_nodes: Some(7), min_samples_split: 12, ..all() },
        "
        2 24.5 1 2 150
        leaf 50 0 0
        2 47.5 3 4 100
        0 49.5 7 8 45
        2 51.5 5 6 55
        0 66 9 10 21
        leaf 0 0 34
        leaf 0 1 1
        leaf 0 43 0
        0 58.5 11 12 17
        leaf 0 3 1
        leaf 0 0 5
        leaf 0 3 9
    ",
        [0.04517553754751661, 0.0, 0.9548244624524833],
    );
}

#[test]
fn diabetes() {
    let [cells @ .., target]: [Vec<f64>; 5] = columns(DIABETES);
    let cells: Vec<&[f64]> = cells.iter().map(Vec::as_slice).collect();
    let check = |growth: Growth, expected, importances: [f64; 4]| {
        let tree = fit_numbers(&cells, &target, &growth).unwrap();
        check(&tree, expected, &importances, false);
    };
    let all = Growth::default;
    check(
        Growth { max_depth: Some(4), min_samples_leaf: 4, ..all() },
        "
        1 270.5 1 16 100
        0 49.5 2 9 71
        0 40 3 6 43
        1 253.5 4 5 29
        leaf 23 123.65217391304348
        leaf 6 81.66666666666667
        1 241 7 8 14
        leaf 8 57.625
        leaf 6 102.33333333333333
        2 87 10 13 28
        0 56.5 11 12 8
        leaf 4 76.5
        leaf 4 116
        2 93.5 14 15 20
        leaf 6 171
        leaf 14 129
        1 324 17 24 29
        1 301 18 21 24
        1 282.5 19 20 15
        leaf 9 161
        leaf 6 230.16666666666666
        2 91 22 23 9
        leaf 5 108
        leaf 4 175.75
        leaf 5 254.4
    ",
        [0.1187463062677666, 0.7586733555821008, 0.12258033815013265, 0.0],
    );
    check(
        Growth { max_leaf_nodes: Some(8), ..all() },
        "
        1 270.5 1 2 100
        0 49.5 13 14 71
        1 338 3 4 29
        0 30 5 6 27
        leaf 2 310
        leaf 1 310
        2 96 7 8 26
        1 275.5 9 10 13
        1 277 11 12 13
        leaf 2 243
        leaf 11 118.81818181818181
        leaf 3 145.66666666666666
        leaf 10 218.5
        leaf 43 102.53488372093024
        leaf 28 128.64285714285714
    ",
        [0.13005868241148538, 0.7571718288436726, 0.11276948874484191, 0.0],
    );
    check(
        Growth {
            max_leaf_nodes: Some(9),
            min_samples_split: 12,
            min_impurity_decrease: 40.0,
            ..all()
        },
        "
        1 270.5 1 2 100
        0 49.5 13 14 71
        1 338 3 4 29
        0 30 5 6 27
        leaf 2 310
        leaf 1 310
        2 96 7 8 26
        1 275.5 9 10 13
        1 277 11 12 13
        leaf 2 243
        leaf 11 118.81818181818181
        leaf 3 145.66666666666666
        leaf 10 218.5
        leaf 43 102.53488372093024
        3 72 15 16 28
        leaf 1 252
        leaf 27 124.07407407407408
    ",
        [0.1218547648916917, 0.7094105020566478, 0.10565614907955952, 0.06307858397210099],
    );
}
