//! Text on its way to Slack and back: what means something there, and how it is made to mean nothing.
//!
//! See "Formatting text for app surfaces" in Slack's documentation: `&`, `<` and `>` steer a text
//! object, and everything else that steers it stands between `<` and `>`.

use std::borrow::Cow;

use crate::platform::text::{flat, tame};

/// Stands at the end of everything that was cut.
pub(super) const CUT: &str = " … cut";

/// The length as Slack counts a text on the wire, with a reserve for characters outside the first plane.
pub(super) fn units(text: &str) -> usize {
    if text.is_ascii() { text.len() } else { text.encode_utf16().count() }
}

/// The beginning of a text that goes back as it is: at most `limit` units of it, and no mark where it is cut.
pub(super) fn head(text: &str, limit: usize) -> &str {
    let mut room = limit;
    let beyond = |c: char| room.checked_sub(c.len_utf16()).map(|left| room = left).is_none();
    text.find(beyond).map_or(text, |end| &text[..end])
}

/// Text for a text object: on one line, at most `limit` units long on the wire, and nothing but itself.
/// It is cut before it is escaped, so that a cut never falls into an entity.
pub(super) fn label(text: &str, limit: usize) -> String {
    let text = tame(text);
    clip_tamed(&flat(&text), limit)
}

/// The same for a text whose lines matter.
pub(super) fn clip(text: &str, limit: usize) -> String {
    clip_tamed(&tame(text), limit)
}

fn clip_tamed(text: &str, limit: usize) -> String {
    /// Where the mark would take up most of the place, one character says it.
    const ROOM_FOR_MARK: usize = 40;
    let whole = escape(text);
    if units(&whole) <= limit {
        return whole.into_owned();
    }
    let mark = if limit < ROOM_FOR_MARK { "…" } else { CUT };
    let mut room = limit.saturating_sub(units(mark));
    let fits = |c: &char| room.checked_sub(width(*c)).map(|left| room = left).is_some();
    let head: String = text.chars().take_while(fits).collect();
    format!("{}{mark}", escape(head.trim_end()))
}

fn width(c: char) -> usize {
    entity(c).map_or(c.len_utf16(), str::len)
}

fn entity(c: char) -> Option<&'static str> {
    match c {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        _ => None,
    }
}

/// The three characters that steer, as what they look like.
fn escape(text: &str) -> Cow<'_, str> {
    if !text.contains(['&', '<', '>']) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match entity(c) {
            Some(entity) => safe.push_str(entity),
            None => safe.push(c),
        }
    }
    Cow::Owned(safe)
}

/// Text for a rich text element, which knows no markup and takes no entities. Should any client read
/// it as markup all the same, a mention in it is broken apart.
pub(super) fn literal(text: &str) -> Cow<'_, str> {
    const ZERO_WIDTH_SPACE: char = '\u{200b}';
    let text = tame(text);
    if !text.contains('<') {
        return text;
    }
    let mut safe = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        safe.push(c);
        if c == '<' && characters.peek().is_none_or(|next| matches!(next, '!' | '@' | '#')) {
            safe.push(ZERO_WIDTH_SPACE);
        }
    }
    Cow::Owned(safe)
}

/// What a member wrote, as it looked to them: mentions, channels and addresses by their names, the
/// entities as characters. `own` is the desk, whose name says only that it was meant.
pub(super) fn plain(text: &str, own: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        let Some((inside, after)) = behind.split_once('>') else { break };
        plain.push_str(before);
        plain.push_str(&reference(inside, own));
        rest = after;
    }
    plain.push_str(rest);
    unescape(&plain).trim().to_owned()
}

fn reference(inside: &str, own: &str) -> String {
    let (target, name) = inside.split_once('|').map_or((inside, None), |(target, name)| (target, Some(name)));
    let mark = target.chars().next().filter(|mark| matches!(mark, '@' | '#' | '!'));
    let Some(mark) = mark else { return name.unwrap_or(target).to_owned() };
    let id = &target[1..];
    match mark {
        '@' if id == own => String::new(),
        '#' => format!("#{}", name.unwrap_or(id)),
        // `<!date^…|Monday>` and its like say what they look like; `<!here>` is a name.
        '!' if id.contains('^') => name.unwrap_or_default().to_owned(),
        _ => format!("@{}", name.unwrap_or(id).trim_start_matches('@')),
    }
}

/// The three entities as characters. What Slack hands back of a button or a command has them, too.
pub(super) fn unescape(text: &str) -> String {
    text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_steers_comes_out_as_text() {
        let rows = [
            ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;@U1&gt;"),
            ("a\n b\tc\u{7}", "a b c"),
            ("&amp;", "&amp;amp;"),
            ("\u{202e}olleh", "olleh"),
        ];
        for (given, shown) in rows {
            assert_eq!(label(given, 100), shown);
        }
        assert_eq!(
            literal("<!channel> <@U1> <#C1> a<b <"),
            "<\u{200b}!channel> <\u{200b}@U1> <\u{200b}#C1> a<b <\u{200b}"
        );
    }

    #[test]
    fn what_was_written_is_read_as_it_looked() {
        let rows = [
            ("<@UDESK> what is a &lt;need&gt;?", "what is a <need>?"),
            ("ask <@U2|ana> in <#C1|general>", "ask @ana in #general"),
            (
                "<!here> <!subteam^S1|@crew> <https://example.org|here> <https://example.org>",
                "@here @crew here https://example.org",
            ),
            ("a < b &amp;lt; c", "a < b &lt; c"),
        ];
        for (given, read) in rows {
            assert_eq!(plain(given, "UDESK"), read, "{given}");
        }
    }

    proptest! {
        #[test]
        fn a_cut_falls_into_no_entity_and_keeps_the_limit(text in "[a&<>\u{1f393}é ]{0,80}", limit in 1_usize..60) {
            let cut = label(&text, limit);
            prop_assert!(units(&cut) <= limit);
            let bare = cut.replace("&amp;", "").replace("&lt;", "").replace("&gt;", "");
            prop_assert!(!bare.contains(['&', '<', '>']), "{}", cut);
        }
    }
}
