use super::program::{Function, Operator};
use super::*;
use crate::artifact::codec::{from_node, to_node};
use proptest::prelude::*;

/// The number of a formula where a is 2, b is −3, m is missing and `c d` is 0.
fn value(formula: &str) -> f64 {
    let x = Table::new()
        .with("a", Column::Real(vec![2.0]))
        .and_then(|x| x.with("b", Column::integers([-3])))
        .and_then(|x| x.with("m", Column::Real(vec![f64::NAN])))
        .and_then(|x| x.with("c d", Column::Boolean(vec![Some(false)])))
        .unwrap();
    let recipe = Expression::new("z", formula).unwrap();
    let out = recipe.fit(&x, &()).unwrap().apply(&x).unwrap();
    out.column("z").unwrap().reals().unwrap()[0]
}

#[test]
fn operators_bind_as_in_arithmetic() {
    for (formula, expected) in [
        ("1 + 2 * 3", 7.0),
        ("(1 + 2) * 3", 9.0),
        ("10 - 4 - 3", 3.0),
        ("24 / 4 / 3", 2.0),
        ("2 ^ 3 ^ 2", 512.0),
        ("-2 ^ 2", -4.0),
        ("2 ^ -1", 0.5),
        ("2 * -a", -4.0),
        ("--a", 2.0),
        ("-7 % 3", 2.0),
        ("7 % b", -2.0),
        ("not a < b", 1.0),
        ("not a and a", 0.0),
        ("1 or 0 and 0", 1.0),
        ("a + 1 == 3 and b != 3", 1.0),
        ("a >= 2 or m", 1.0),
        ("`c d` + .5e1", 5.0),
        ("if(b < 0, abs(b), b)", 3.0),
        ("min(a, b, 7) + max(1, a)", -1.0),
        ("clamp(b, -1, 1)", -1.0),
        ("round(2.5) + round(-0.5) + ceil(0.2) + floor(b / 2)", 1.0),
        ("sqrt(16) + ln(exp(1)) + log10(1000) + log2(8) + pow(a, 3)", 19.0),
        ("sign(b) + sin(0) + cos(0) + tanh(0) + atan2(0, 1)", 0.0),
        ("asin(1) * 2 - acos(-1) + atan(0) + expm1(0) + ln1p(0)", 0.0),
    ] {
        assert_eq!(value(formula), expected, "{formula}");
    }
}

#[test]
fn missing_values_spread_as_written_down() {
    for formula in [
        "m + 1",
        "m * 0",
        "m ^ 0",
        "1 ^ m",
        "pow(m, 0)",
        "m < 1",
        "m == m",
        "not m",
        "m and 1",
        "m or 0",
        "if(m, 1, 2)",
        "min(1, m)",
        "max(m, 1)",
        "coalesce(m)",
        "abs(m)",
        "sign(m)",
        "0 / 0",
        "ln(-1)",
        "b % 0",
        "clamp(1, m, 2)",
        "if(1, m, 2)",
    ] {
        assert_eq!(value(formula).to_bits(), 0x7ff8_0000_0000_0000, "{formula}");
    }
    for (formula, expected) in [
        ("m and 0", 0.0),
        ("0 and m", 0.0),
        ("m or 2", 1.0),
        ("is_missing(m)", 1.0),
        ("is_missing(a)", 0.0),
        ("is_missing(0 / 0)", 1.0),
        ("coalesce(m, m + 1, 4, 5)", 4.0),
        ("if(1, 2, m)", 2.0),
        ("1 / 0", f64::INFINITY),
    ] {
        assert_eq!(value(formula), expected, "{formula}");
    }
}

#[test]
fn says_where_a_text_goes_wrong() {
    let message = |formula: &str| Expression::new("z", formula).unwrap_err().to_string();
    for (formula, expected) in [
        ("", "character 1: expected a number, a column, a function or `(`, found the end"),
        ("a +", "character 4: expected a number, a column, a function or `(`, found the end"),
        ("a b", "character 3: expected an operator or the end, found `b`"),
        ("(a", "character 3: expected an operator, `,` or `)`, found the end"),
        ("é", "character 1: expected a number, a name or an operator, found `é`"),
        ("`é` + $", "character 7: expected a number, a name or an operator, found `$`"),
        ("1 + `a", "character 5: expected a name in backticks that ends, found ``a`"),
        ("2 * foo(1)", "character 5: there is no function `foo`"),
        ("1 + if(1, 2)", "character 5: `if` takes 3, found 2"),
        ("max()", "character 5: expected a number, a column, a function or `(`, found `)`"),
        ("a < b < 3", "character 7: comparisons do not chain; join them with `and`"),
        ("1e999", "character 1: `1e999` is not a finite number"),
        (".", "character 1: `.` is not a finite number"),
        ("a = 1", "character 3: expected a number, a name or an operator, found `=`"),
        ("and", "character 1: expected a number, a column, a function or `(`, found `and`"),
        ("1 + not 2", "character 5: expected a number, a column, a function or `(`, found `not`"),
    ] {
        assert_eq!(message(formula), format!("expression, {expected}"), "{formula}");
    }
    let many = vec!["1"; 17].join(", ");
    assert!(message(&format!("min({many})")).contains("`min` takes 1 to 16, found 17"));
    assert!(message(&"(".repeat(100)).contains("more than 48"));
    assert!(message(&"-".repeat(10_000)).contains("more than 48"));
    assert!(message(&vec!["1"; 3000].join("+")).contains("steps: more than 4096"));
    assert!(message(&" ".repeat(70_000)).contains("bytes of text"));
    assert_eq!(
        Error::from(Expression::new("z", "a b").unwrap_err()).to_string(),
        "stage `feature.expression`: parameter `expression` must be an expression, \
         found at character 3: expected an operator or the end, found `b`"
    );
}

#[test]
fn prints_with_few_brackets() {
    for (formula, expected) in [
        ("((1+2))*(3*x)", "(1 + 2) * (3 * x)"),
        ("1-(2-3)-4", "1 - (2 - 3) - 4"),
        ("(2^3)^4^5", "(2 ^ 3) ^ 4 ^ 5"),
        ("(-2)^-3", "(-2) ^ -3"),
        ("-(2*3)", "-(2 * 3)"),
        ("not (a and not b) or c", "not (a and not b) or c"),
        ("(a<b)==(c<d)", "(a < b) == (c < d)"),
        ("if ( a , `b c` , `q``r` )", "if(a, `b c`, `q``r`)"),
        ("1e300+0.1+100", "1e300 + 0.1 + 100"),
        ("not(a)", "not a"),
        ("`and`+`1a`+`é`", "`and` + `1a` + `é`"),
    ] {
        let recipe = Expression::new("z", formula).unwrap();
        let printed = recipe.formulas().next().unwrap().1;
        assert_eq!(printed, expected);
        assert_eq!(Expression::new("z", &printed).unwrap(), recipe, "{formula}");
    }
}

#[test]
fn later_formulas_use_earlier_ones_and_names_are_checked() -> Result<(), Error> {
    let x = Table::new().with("a", Column::Real(vec![1.0, 4.0]))?;
    let recipe = Expression::new("b", "a + 1")?.and("c", "b * b")?;
    assert_eq!(recipe.fit(&x, &())?.apply(&x)?.column("c")?.reals().unwrap()[1], 25.0);
    let message = |recipe: Expression| recipe.fit(&x, &()).unwrap_err().to_string();
    assert!(message(Expression::new("a", "1")?).contains("two columns would have this name"));
    assert!(message(Expression::new("b", "q + 1")?).contains("no column `q`"));
    let text = Table::new().with("a", Column::text(["x"]))?;
    assert!(Expression::new("b", "a")?.fit(&text, &()).is_err());
    Ok(())
}

#[test]
fn hostile_programs_are_refused() {
    let read = |columns: &str, numbers: &str, steps: &str| {
        let text = format!(r#"{{"columns":{columns},"numbers":{numbers},"steps":{steps}}}"#);
        serde_json::from_str::<Program>(&text).map_err(|error| error.to_string())
    };
    assert!(read(r#"["a"]"#, "[2]", r#"["column 0","number 0","+"]"#).is_ok());
    for (columns, numbers, steps, problem) in [
        ("[]", "[]", "[]", "0 numbers are left"),
        ("[]", "[]", r#"["+"]"#, "takes what is not there"),
        ("[]", "[1,2]", r#"["number 0","number 1"]"#, "2 numbers are left"),
        ("[]", "[1]", r#"["number 1"]"#, "out of order"),
        (r#"["a"]"#, "[]", r#"["column 1"]"#, "out of order"),
        (r#"["a","b"]"#, "[]", r#"["column 0"]"#, "not asked for"),
        (r#"["a","a"]"#, "[]", r#"["column 0","column 1","+"]"#, "a column twice"),
        ("[]", "[-1]", r#"["number 0"]"#, "negative"),
        ("[]", "[1]", r#"["number 00"]"#, "no step"),
        ("[]", "[1]", r#"["number 0","if 1"]"#, "no step"),
        ("[]", "[1]", r#"["number 0","system 1"]"#, "no step"),
    ] {
        let found = read(columns, numbers, steps).unwrap_err();
        assert!(found.contains(problem), "{steps}: {found}");
    }
    let deep: Vec<String> = (0..1025).map(|at| format!("\"number {at}\"")).collect();
    let numbers = vec!["1"; 1025].join(",");
    let steps = format!("[{}]", deep.join(","));
    assert!(read("[]", &format!("[{numbers}]"), &steps).unwrap_err().contains("are waiting"));
}

/// Expressions as fully bracketed text.
fn expressions() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (0u32..1000).prop_map(|x| x.to_string()),
        (0.0..1e9f64).prop_map(|x| format!("{x:?}")),
        prop::sample::select(vec!["a", "`c d`", "`x``y`", "_q9"]).prop_map(str::to_owned),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let operators: Vec<&str> = Operator::ALL.iter().map(|(_, sign, _)| *sign).collect();
        let functions: Vec<(&str, u32)> =
            Function::ALL.iter().map(|(_, name, least, _)| (*name, *least)).collect();
        prop_oneof![
            (inner.clone(), prop::sample::select(operators), inner.clone())
                .prop_map(|(a, sign, b)| format!("({a} {sign} {b})")),
            inner.clone().prop_map(|a| format!("(-{a})")),
            inner.clone().prop_map(|a| format!("(not {a})")),
            (prop::sample::select(functions), inner)
                .prop_map(|((name, n), a)| format!("{name}({})", vec![a; n as usize].join(", "))),
        ]
    })
}

proptest! {
    /// What is printed reads back to the same program, and so does what is stored.
    #[test]
    fn printing_and_storing_keep_the_program(text in expressions()) {
        let recipe = Expression::new("z", &text).unwrap();
        let printed = recipe.formulas().next().unwrap().1;
        prop_assert_eq!(&Expression::new("z", &printed).unwrap(), &recipe);
        let stored = to_node(&recipe).unwrap();
        prop_assert_eq!(&from_node::<Expression>(&stored).unwrap(), &recipe);
    }

    #[test]
    fn no_text_panics(text in "[-a-z0-9+*/%^<>=!()`,. é]{0,40}") {
        if let Ok(recipe) = Expression::new("z", &text) {
            let printed = recipe.formulas().next().unwrap().1;
            prop_assert_eq!(&Expression::new("z", &printed).unwrap(), &recipe);
        }
    }
}
