//! Texts compared without case or accents, and the patterns of LIKE.
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Case folding for comparison: ß equals SS, σ equals ς.
#[must_use]
pub fn without_case(text: &str) -> String {
    text.to_uppercase().to_lowercase().replace('ς', "σ")
}

/// The text without combining marks, in NFC.
#[must_use]
pub fn without_accents(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c)).nfc().collect()
}

/// A pattern of LIKE: `%` is any number of characters, `_` is one character, `\` makes the next character literal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern(Vec<Token>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Token {
    Any,
    One,
    This(char),
}

impl Pattern {
    /// Reads a pattern.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut tokens = vec![];
        let mut chars = text.chars();
        while let Some(c) = chars.next() {
            tokens.push(match c {
                '%' => Token::Any,
                '_' => Token::One,
                '\\' => Token::This(chars.next().unwrap_or('\\')),
                other => Token::This(other),
            });
        }
        Self(tokens)
    }

    /// Whether the pattern matches the whole text. The time is at most the length of the text times that of the pattern.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        let text: Vec<char> = text.chars().collect();
        let (mut at, mut token) = (0, 0);
        // Where to continue when the part after the last `%` doesn't match: one character later.
        let mut back: Option<(usize, usize)> = None;
        while at < text.len() {
            match self.0.get(token) {
                Some(Token::Any) => {
                    back = Some((at, token));
                    token += 1;
                    continue;
                }
                Some(Token::One) => {}
                Some(Token::This(c)) if *c == text[at] => {}
                _ => {
                    let Some((from, any)) = back else { return false };
                    back = Some((from + 1, any));
                    (at, token) = (from + 1, any + 1);
                    continue;
                }
            }
            at += 1;
            token += 1;
        }
        self.0[token..].iter().all(|t| *t == Token::Any)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_match_whole_texts() {
        for (pattern, text, is) in [
            ("南%", "南流江", true),
            ("%江", "南流江", true),
            ("_流_", "南流江", true),
            ("南", "南流江", false),
            ("", "", true),
            ("%", "", true),
            ("_", "", false),
            ("%a%b", "xaxxbab", true),
            ("%a%b", "xaxxbac", false),
            (r"10\%", "10%", true),
            (r"10\%", "100", false),
            (r"a\_b", "a_b", true),
            (r"a\_b", "acb", false),
        ] {
            assert_eq!(Pattern::new(pattern).matches(text), is, "{pattern} {text}");
        }
        let hard = Pattern::new(&"%a".repeat(200));
        assert!(!hard.matches(&"a".repeat(199).replace("aaa", "ab")));
    }

    #[test]
    fn case_and_accents_fold() {
        assert_eq!(without_case("Straße"), without_case("STRASSE"));
        assert_eq!(without_case("Οδος"), without_case("ΟΔΟΣ"));
        assert_eq!(without_accents("débárquér"), "debarquer");
        assert_eq!(without_accents("河长"), "河长");
    }
}
