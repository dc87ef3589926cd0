//! As much of Protocol Buffers as a collection needs: numbers and texts at the top of a message.
//!
//! The wire format is that of protobuf.dev/programming-guides/encoding.

/// A field's value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Value<'b> {
    Number(u64),
    Bytes(&'b [u8]),
}

/// The fields of a message, in order, as far as they can be read.
pub(super) fn fields(mut bytes: &[u8]) -> Vec<(u64, Value<'_>)> {
    let mut fields = Vec::new();
    while let Some((number, value, rest)) = field(bytes) {
        // Fields of fixed size hold nothing that is read here.
        fields.extend(value.map(|value| (number, value)));
        bytes = rest;
    }
    fields
}

/// The first text of a field.
pub(super) fn text(message: &[u8], number: u64) -> Option<String> {
    fields(message).into_iter().find_map(|(found, value)| match value {
        Value::Bytes(bytes) if found == number => Some(String::from_utf8_lossy(bytes).into_owned()),
        _ => None,
    })
}

/// The first number of a field.
pub(super) fn number(message: &[u8], number: u64) -> Option<u64> {
    fields(message).into_iter().find_map(|(found, value)| match value {
        Value::Number(value) if found == number => Some(value),
        _ => None,
    })
}

type Field<'b> = (u64, Option<Value<'b>>, &'b [u8]);

fn field(bytes: &[u8]) -> Option<Field<'_>> {
    let (key, rest) = varint(bytes)?;
    let fixed = |length: usize| rest.get(length..).map(|rest| (key >> 3, None, rest));
    match key & 7 {
        0 => varint(rest).map(|(value, rest)| (key >> 3, Some(Value::Number(value)), rest)),
        1 => fixed(8),
        2 => {
            let (length, rest) = varint(rest)?;
            let (value, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            Some((key >> 3, Some(Value::Bytes(value)), rest))
        }
        5 => fixed(4),
        _ => None,
    }
}

fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (at, byte) in bytes.iter().enumerate().take(10) {
        value |= u64::from(byte & 0x7f) << (7 * at).min(63);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[at + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_far_as_they_go() {
        let message = b"\x08\x96\x01\x12\x03abc\x1d1234\x21\x31\x32\x33\x34\x35\x36\x37\x38\x12\x02de";
        assert_eq!(number(message, 1), Some(150));
        assert_eq!(text(message, 2).as_deref(), Some("abc"));
        assert_eq!(fields(message).len(), 3);
        assert_eq!(fields(b"\x08\x01\x12\x7fshort"), [(1, Value::Number(1))]);
        assert_eq!(fields(b"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff"), []);
    }
}
