//! The order of labels that people expect: `n2` before `n10`.

use std::cmp::Ordering;

/// Compares runs of digits by their value and everything else by its characters. Only equal texts are equal.
pub fn natural(left: &str, right: &str) -> Ordering {
    let (mut a, mut b) = (left, right);
    loop {
        let (Some(x), Some(y)) = (a.chars().next(), b.chars().next()) else {
            // One ended: the shorter comes first. Both did: they differ in leading zeros at most.
            return a.len().cmp(&b.len()).then_with(|| left.cmp(right));
        };
        if x.is_ascii_digit() && y.is_ascii_digit() {
            let (number_a, rest_a) = digits(a);
            let (number_b, rest_b) = digits(b);
            let order = number_a.len().cmp(&number_b.len()).then_with(|| number_a.cmp(number_b));
            if order.is_ne() {
                return order;
            }
            (a, b) = (rest_a, rest_b);
        } else if x == y {
            (a, b) = (&a[x.len_utf8()..], &b[y.len_utf8()..]);
        } else {
            return x.cmp(&y);
        }
    }
}

/// The run of digits at the beginning without its leading zeros, and what follows.
fn digits(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    (text[..end].trim_start_matches('0'), &text[end..])
}

#[cfg(test)]
mod tests {
    use super::natural;
    use std::cmp::Ordering;

    #[test]
    fn numbers_count_and_words_do_not() {
        let mut labels = ["n10", "n2", "n", "m3", "n2a", "n02", "s4-10", "s4-9", "Ż"];
        labels.sort_by(|a, b| natural(a, b));
        assert_eq!(labels, ["m3", "n", "n02", "n2", "n2a", "n10", "s4-9", "s4-10", "Ż"]);
    }

    #[test]
    fn only_equal_labels_are_equal() {
        assert_eq!(natural("n02", "n2"), natural("n2", "n02").reverse());
        assert_ne!(natural("n02", "n2"), Ordering::Equal);
        assert_eq!(natural("n2", "n2"), Ordering::Equal);
        assert_eq!(natural("", "0"), Ordering::Less);
    }
}
