//! Every code point against CPython's own functions.

use super::*;

/// FNV-1a, 64 bits, of what is said of every character, each text ended by a byte 255.
fn digest(say: impl Fn(char) -> String) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for c in '\0'..=char::MAX {
        for byte in say(c).bytes().chain([255]) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    hash
}

/// The digests are those that tests/oracle/unicode.py prints, from `str.lower`, `str.isalnum`,
/// `str.isspace` and `unicodedata.normalize` of CPython 3.11.
#[test]
fn agrees_with_python_on_every_code_point() {
    let yes = |yes: bool| u8::from(yes).to_string();
    assert_eq!(digest(|c| lower(&c.to_string())), 0x6b76_3109_dc19_0e82);
    assert_eq!(digest(|c| lower(&format!("{c}Σ a{c}Σ aΣ{c}a"))), 0x6fab_4b0a_0116_3a39);
    assert_eq!(digest(|c| yes(is_word(c))), 0x0e7e_4816_7e7b_55a5);
    assert_eq!(digest(|c| yes(is_space(c))), 0xbe32_1105_dda3_0224);
    assert_eq!(digest(|c| strip_accents_unicode(&c.to_string())), 0xfae4_3f69_8c94_b1ef);
    assert_eq!(digest(|c| strip_accents_ascii(&c.to_string())), 0x5177_400f_010b_be7b);
}

/// By hand.
#[test]
fn whole_texts() {
    assert_eq!(lower("ÀÉÎ Straße İI"), "àéî straße i\u{307}i");
    assert_eq!(lower("ΌΣΟΣ. ΟΣ' ΑΣ"), "όσος. ος' ας");
    assert_eq!(lower("Σ ΣΑ"), "σ σα");
    assert_eq!(trim("\u{3000}\x1f a b\u{a0}\n"), "a b");
    assert_eq!(trim(" \t"), "");
    assert_eq!(strip_accents_unicode("e\u{301}\u{323}\u{fb01}"), "efi");
    assert_eq!(strip_accents_ascii("naïve café – 한"), "naive cafe  ");
}
