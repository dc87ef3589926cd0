//! Plain text as Discord Markdown, within a limit.
//!
//! Everything that comes in is data: nothing in it formats, links, mentions or pings. The
//! text is cut at a limit that counts what stands on the wire, so that a cut never falls
//! between a backslash and its character, and every cut is said.

use std::borrow::Cow;

pub(crate) use crate::platform::text::{flat, tame};

/// Stands at the end of everything that was cut.
pub(crate) const CUT: &str = " … cut";

/// Breaks `@everyone` apart where a backslash would not, such as in a block of code.
const ZERO_WIDTH_SPACE: char = '\u{200b}';

/// The length as Discord's strictest client counts it: in UTF-16 units.
pub(crate) fn units(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    text.chars().map(char::len_utf16).sum()
}

/// Text for a place without markup (a label, a footer, a choice): tamed, on one line if
/// need be by the caller, and at most `limit` units long.
pub(crate) fn clip(text: &str, limit: usize) -> String {
    let tamed = tame(text);
    let text = defuse(&tamed);
    if units(&text) <= limit {
        return text.into_owned();
    }
    /// Where the mark would take up most of the place, one character says it.
    const ROOM_FOR_MARK: usize = 40;
    let mark = if limit < ROOM_FOR_MARK { "…" } else { CUT };
    let mut room = limit.saturating_sub(units(mark));
    let fits = |c: &char| {
        let fits = c.len_utf16() <= room;
        room = room.saturating_sub(c.len_utf16());
        fits
    };
    let head: String = text.chars().take_while(fits).collect();
    format!("{}{mark}", head.trim_end())
}

/// The text with every `@everyone` and `@here` broken apart.
pub(crate) fn defuse(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        safe.push(c);
        if c == '@' && calls_all(&text[at + 1..]) {
            safe.push(ZERO_WIDTH_SPACE);
        }
    }
    Cow::Owned(safe)
}

/// Whether these words behind an `@` call a whole channel. Nothing at all counts as well,
/// since the next run of text may bring the word.
fn calls_all(behind: &str) -> bool {
    let starts = |word: &str| behind.get(..word.len()).is_some_and(|head| head.eq_ignore_ascii_case(word));
    behind.is_empty() || starts("everyone") || starts("here")
}

/// How far a line has got: some marks mean something at its head only.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Head {
    Start,
    Digits,
    Past,
}

/// A sheet of Markdown with room for so many units.
pub(crate) struct Sheet {
    text: String,
    room: usize,
    head: Head,
    prefix: &'static str,
    after_strong: bool,
    cut: bool,
}

impl Sheet {
    /// An empty sheet; `prefix` stands at the head of each line.
    pub(crate) fn new(limit: usize, prefix: &'static str) -> Self {
        let room = limit.saturating_sub(units(CUT));
        let mut sheet =
            Self { text: String::new(), room, head: Head::Start, prefix, after_strong: false, cut: false };
        sheet.mark(prefix);
        sheet
    }

    /// Writes markup as it stands.
    pub(crate) fn mark(&mut self, markup: &str) {
        if self.take(units(markup)) {
            self.text.push_str(markup);
        }
    }

    /// Starts a new line.
    pub(crate) fn line(&mut self) {
        if self.take(1 + units(self.prefix)) {
            self.text.push('\n');
            self.text.push_str(self.prefix);
            self.head = Head::Start;
            self.after_strong = false;
        }
    }

    /// Writes text that means nothing but itself.
    pub(crate) fn plain(&mut self, text: &str) {
        self.write(&tame(text));
    }

    /// Writes text in bold.
    pub(crate) fn strong(&mut self, text: &str) {
        let text = tame(text);
        let core = text.trim();
        if core.is_empty() {
            return self.write(&text);
        }
        // Spaces inside the asterisks would show the asterisks.
        let (before, after) = text.split_once(core).unwrap_or_default();
        self.write(before);
        // Two bold runs that touch would show theirs, too.
        if self.after_strong && before.is_empty() {
            self.mark("\u{200b}");
        }
        const MARKS: usize = 4;
        if !self.take(MARKS + 1) {
            return;
        }
        self.room += 1;
        self.text.push_str("**");
        self.write(core);
        self.text.push_str("**");
        self.after_strong = true;
        self.write(after);
    }

    /// Writes something to type as it stands.
    pub(crate) fn code(&mut self, text: &str) {
        // Inside code nothing escapes a backtick, so its look-alike takes its place.
        let text = defuse(&flat(&tame(text))).replace('`', "\u{2cb}");
        const MARKS: usize = 2;
        if text.is_empty() || !self.take(MARKS + 1) {
            return;
        }
        self.room += 1;
        self.head = Head::Past;
        self.after_strong = false;
        self.text.push('`');
        for c in text.chars() {
            if !self.take(c.len_utf16()) {
                break;
            }
            self.text.push(c);
        }
        self.text.push('`');
    }

    /// What was written, and whether something is missing; a mark at its end says so.
    pub(crate) fn finish(mut self) -> (String, bool) {
        if self.cut {
            self.text.push_str(CUT);
        }
        (self.text, self.cut)
    }

    /// Takes room, or cuts the sheet here for good.
    fn take(&mut self, wanted: usize) -> bool {
        if self.cut || wanted > self.room {
            self.cut = true;
            return false;
        }
        self.room -= wanted;
        true
    }

    fn write(&mut self, text: &str) {
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let words = self.words(&text[at..]);
            if words > 0 {
                at += words;
                continue;
            }
            at += c.len_utf8();
            if c == '\n' {
                self.line();
                continue;
            }
            let behind = &text[at..];
            let guard = self.guard(c, behind);
            if !self.take(c.len_utf16() + guard.map_or(0, |_| 1)) {
                return;
            }
            match guard {
                Some(Guard::Before(mark)) => self.text.extend([mark, c]),
                Some(Guard::Behind(mark)) => self.text.extend([c, mark]),
                None => self.text.push(c),
            }
            self.after_strong = false;
            self.head = match (self.head, c) {
                (Head::Start, c) if c.is_whitespace() => Head::Start,
                (Head::Start | Head::Digits, '0'..='9') => Head::Digits,
                _ => Head::Past,
            };
        }
    }

    /// Writes what stands at the beginning and can mean nothing but itself, all at once; how many bytes that
    /// was. Nothing where it does not fit, or where the line has not begun.
    fn words(&mut self, text: &str) -> usize {
        let plain =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b' ' | b',' | b';' | b'(' | b')');
        let bytes = text.bytes().take_while(plain).count();
        if self.head != Head::Past || self.cut || bytes > self.room || bytes == 0 {
            return 0;
        }
        self.room -= bytes;
        self.text.push_str(&text[..bytes]);
        self.after_strong = false;
        bytes
    }

    /// What makes Markdown show just this character. Each is one unit long.
    fn guard(&self, c: char, behind: &str) -> Option<Guard> {
        let escaped = match c {
            '@' => return calls_all(behind).then_some(Guard::Behind(ZERO_WIDTH_SPACE)),
            '\\' | '*' | '_' | '~' | '`' | '|' | '<' | '[' | ']' => true,
            '#' | '>' | '-' | '+' => self.head == Head::Start,
            '.' => self.head == Head::Digits,
            // An address would become a link with a preview.
            ':' => behind.is_empty() || behind.starts_with("//"),
            _ => false,
        };
        escaped.then_some(Guard::Before('\\'))
    }
}

/// A character that stands beside another so that it means nothing.
#[derive(Clone, Copy)]
enum Guard {
    Before(char),
    Behind(char),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        let mut sheet = Sheet::new(2000, "");
        sheet.plain(text);
        sheet.finish().0
    }

    #[test]
    fn text_shows_as_it_stands() {
        let rows = [
            ("a *b* _c_ ~~d~~ `e` ||f||", r"a \*b\* \_c\_ \~\~d\~\~ \`e\` \|\|f\|\|"),
            ("# no headline\n> no quote\n- no list", "\\# no headline\n\\> no quote\n\\- no list"),
            ("1. one\n12. twelve", "1\\. one\n12\\. twelve"),
            ("1.5 and well-known + more # here", "1\\.5 and well-known + more # here"),
            ("<@1> <#2> <t:3:R> <:x:4>", r"\<@1> \<#2> \<t:3:R> \<:x:4>"),
            ("[here](https://example.org)", r"\[here\](https\://example.org)"),
            ("a\\b", r"a\\b"),
            ("tab\tbell\u{7}", "tab bell "),
            ("\u{202e}olleh", "olleh"),
            ("مرحبا 🎓", "مرحبا 🎓"),
        ];
        for (given, shown) in rows {
            assert_eq!(plain(given), shown, "{given}");
        }
    }

    #[test]
    fn nobody_is_called() {
        for text in ["@everyone", "x@HERE", "@\u{202e}everyone", "@\reveryone"] {
            let shown = plain(text).to_lowercase();
            assert!(!shown.contains("@everyone") && !shown.contains("@here"), "{text}");
            assert!(!clip(text, 100).to_lowercase().contains("@everyone"), "{text}");
        }
        let mut sheet = Sheet::new(100, "");
        sheet.plain("@");
        sheet.plain("everyone");
        assert!(!sheet.finish().0.contains("@everyone"));
        assert_eq!(plain("mail me@example.org"), "mail me@example.org");
    }

    #[test]
    fn bold_and_code_stay_closed() {
        let mut sheet = Sheet::new(200, "");
        sheet.strong(" a*b ");
        sheet.strong("c");
        sheet.strong("d");
        sheet.code("quiz `start`\n@everyone");
        let (text, cut) = sheet.finish();
        assert_eq!(text, " **a\\*b** **c**\u{200b}**d**`quiz ˋstartˋ @\u{200b}everyone`");
        assert!(!cut);
    }

    #[test]
    fn a_cut_is_said_and_splits_no_escape() {
        for limit in 8..60 {
            for write in [Sheet::plain, Sheet::strong, Sheet::code] {
                let mut sheet = Sheet::new(limit, "> ");
                write(&mut sheet, &"*😀".repeat(40));
                sheet.strong("more");
                let (text, cut) = sheet.finish();
                assert!(cut && text.ends_with(CUT), "{text}");
                assert!(units(&text) <= limit, "{limit}: {text}");
                let body = text.trim_end_matches(CUT);
                assert!(!body.ends_with('\\'), "{text}");
                assert_eq!(body.replace("\\*", "").matches("**").count() % 2, 0, "{text}");
            }
        }
    }

    #[test]
    fn labels_are_clipped_with_a_mark() {
        assert_eq!(clip("short", 80), "short");
        assert_eq!(clip("abcdefgh", 5), "abcd…");
        let long = clip(&"word ".repeat(50), 100);
        assert!(units(&long) <= 100 && long.ends_with("word … cut"), "{long}");
        assert!(units(&clip(&"😀".repeat(90), 80)) <= 80);
    }
}
