//! How deep a value nests, found in its bytes before anything recurses into it.
//
// serde reads a value by recursion: each level takes stack, and a stack that overflows ends the process. rmp-serde counts
// the levels of arrays and maps alone, not those of enums, although an enum with data is a map of one entry. The walk in
// this file does not recurse, and counts both.

use rmp::Marker;

/// How deep a value may nest.
pub(super) const DEPTH: usize = 128;

/// Whether the first value in `bytes` nests deeper than [`DEPTH`]. Bytes that end too early are left to the deserializer.
pub(super) fn is_too_deep(mut bytes: &[u8]) -> bool {
    // How many values are still to come in each array and map that the walk is in.
    let mut left: Vec<u64> = Vec::new();
    while let Some(held) = enter(&mut bytes) {
        if held > 0 {
            if left.len() == DEPTH {
                return true;
            }
            left.push(held);
        }
        while left.last() == Some(&0) {
            left.pop();
        }
        match left.last_mut() {
            Some(left) => *left -= 1,
            None => return false,
        }
    }
    false
}

/// Takes the next value, or only its head if it is an array or a map. Returns how many values it holds, or `None` if the
/// bytes end too early.
fn enter(bytes: &mut &[u8]) -> Option<u64> {
    let marker = Marker::from_u8(*take(bytes, 1)?.first()?);
    let length = match marker {
        Marker::FixArray(values) => return Some(values.into()),
        Marker::Array16 => return number(bytes, 2),
        Marker::Array32 => return number(bytes, 4),
        Marker::FixMap(entries) => return Some(2 * u64::from(entries)),
        Marker::Map16 => return number(bytes, 2).map(|entries| 2 * entries),
        Marker::Map32 => return number(bytes, 4).map(|entries| 2 * entries),
        Marker::Null | Marker::True | Marker::False | Marker::Reserved => 0,
        Marker::FixPos(_) | Marker::FixNeg(_) => 0,
        Marker::U8 | Marker::I8 => 1,
        Marker::U16 | Marker::I16 => 2,
        Marker::U32 | Marker::I32 | Marker::F32 => 4,
        Marker::U64 | Marker::I64 | Marker::F64 => 8,
        Marker::FixStr(length) => length.into(),
        Marker::Str8 | Marker::Bin8 => number(bytes, 1)?,
        Marker::Str16 | Marker::Bin16 => number(bytes, 2)?,
        Marker::Str32 | Marker::Bin32 => number(bytes, 4)?,
        // An extension has a byte for its type before its data.
        Marker::FixExt1 => 2,
        Marker::FixExt2 => 3,
        Marker::FixExt4 => 5,
        Marker::FixExt8 => 9,
        Marker::FixExt16 => 17,
        Marker::Ext8 => 1 + number(bytes, 1)?,
        Marker::Ext16 => 1 + number(bytes, 2)?,
        Marker::Ext32 => 1 + number(bytes, 4)?,
    };
    take(bytes, length)?;
    Some(0)
}

/// A number of so many bytes, the highest first.
fn number(bytes: &mut &[u8], length: u64) -> Option<u64> {
    let number = take(bytes, length)?;
    Some(number.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)))
}

fn take<'a>(bytes: &mut &'a [u8], length: u64) -> Option<&'a [u8]> {
    let (taken, rest) = bytes.split_at_checked(usize::try_from(length).ok()?)?;
    *bytes = rest;
    Some(taken)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde::Serialize;

    use super::*;

    #[derive(Serialize)]
    enum Kind {
        Empty,
        Tuple(u8, String),
        Fields { list: Vec<i64>, real: f32 },
    }

    /// A value of each form that serde writes, of each length that has a form of its own.
    #[derive(Serialize)]
    struct All {
        numbers: (u8, u16, u32, u64, i8, i16, i32, i64, f32, f64, u128),
        simple: (bool, bool, (), Option<u8>, char),
        kinds: [Kind; 3],
        texts: Vec<String>,
        lists: Vec<Vec<u8>>,
        maps: Vec<BTreeMap<u32, u8>>,
    }

    fn all() -> All {
        let lengths = [0, 15, 31, 200, 300, 70_000];
        All {
            numbers: (
                u8::MAX,
                u16::MAX,
                u32::MAX,
                u64::MAX,
                i8::MIN,
                i16::MIN,
                i32::MIN,
                i64::MIN,
                1.5,
                2.5,
                u128::MAX,
            ),
            simple: (true, false, (), None, 'ß'),
            kinds: [
                Kind::Empty,
                Kind::Tuple(1, "one".to_owned()),
                Kind::Fields { list: vec![-1, 1], real: 0.5 },
            ],
            texts: lengths.map(|length| "t".repeat(length)).into(),
            lists: lengths.map(|length| vec![7; length]).into(),
            maps: lengths.map(|length| (0..length as u32).map(|n| (n, 0)).collect()).into(),
        }
    }

    /// `levels` arrays around the bytes of a value.
    fn within(levels: usize, value: &[u8]) -> Vec<u8> {
        [&vec![0x91; levels], value].concat()
    }

    #[test]
    fn each_form_of_a_value_is_walked_to_its_end() {
        let value = rmp_serde::to_vec_named(&all()).unwrap();
        assert!(!is_too_deep(&value));
        // The deep value is found only if the walk leaves the first one at exactly its last byte.
        let deep = within(DEPTH, &[0x91, 0xc0]);
        let pair = [&[0x92], &*value, &deep].concat();
        assert!(is_too_deep(&pair));
        assert!(!is_too_deep(&[&[0x92], &*value, &deep[2..]].concat()));
    }

    #[test]
    fn extensions_and_bytes_are_walked_to_their_end() {
        let deep = within(DEPTH, &[0x91, 0xc0]);
        let forms: [&[u8]; 11] = [
            &[0xd4, 1, 0],
            &[0xd5, 1, 0, 0],
            &[0xd6, 1, 0, 0, 0, 0],
            &[0xd7, 1, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0xd8, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            &[0xc7, 2, 1, 0, 0],
            &[0xc8, 0, 2, 1, 0, 0],
            &[0xc9, 0, 0, 0, 2, 1, 0, 0],
            &[0xc4, 2, 0, 0],
            &[0xc5, 0, 2, 0, 0],
            &[0xc6, 0, 0, 0, 2, 0, 0],
        ];
        for form in forms {
            assert!(is_too_deep(&[&[0x92], form, &deep].concat()), "{form:?}");
        }
    }

    #[test]
    fn bytes_that_end_too_early_are_not_too_deep() {
        let value = rmp_serde::to_vec_named(&all()).unwrap();
        for length in (0..value.len()).filter(|length| *length < 2_000 || length % 997 == 0) {
            assert!(!is_too_deep(&value[..length]), "{length}");
        }
        // They announce as many elements as a length can say.
        assert!(!is_too_deep(&[0xdd, 0xff, 0xff, 0xff, 0xff]));
        assert!(!is_too_deep(&[0xdf, 0xff, 0xff, 0xff, 0xff]));
    }
}
