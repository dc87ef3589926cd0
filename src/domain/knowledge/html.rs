//! HTML as flashcard programs write it becomes plain text.
//!
//! Only text comes out: tags go, breaks become line ends, pictures and sounds are counted.
//! Nothing is fetched or run, and no markup is too broken to read.

use pulldown_cmark::{Event, Parser};

/// The longest name of a character in HTML (`CounterClockwiseContourIntegral`) with its two signs.
const LONGEST_ENTITY: usize = 34;

/// How much of a tag is read with an eye on its quotes, in bytes. Behind that, any `>` ends it: a text of
/// nothing but open quotes must not be read to its end for each of them.
const QUOTED_BYTES: usize = 512;

/// Tags behind which a new line begins.
const BREAKS: &[&str] =
    &["br", "div", "p", "li", "ul", "ol", "tr", "table", "hr", "h1", "h2", "h3", "h4", "h5", "h6", "pre"];

/// Tags whose content is not for reading.
const HIDDEN: &[&str] = &["style", "script", "svg", "title"];

/// Tags that stand for something to be seen or heard.
const MEDIA: &[&str] = &["img", "audio", "video", "object", "embed", "iframe"];

/// How TeX is fenced off; what is inside stays.
const FENCES: &[&str] = &["[latex]", "[/latex]", "[$$]", "[/$$]", "[$]", "[/$]", "\\(", "\\)", "\\[", "\\]"];

/// A text without its markup.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Plain {
    /// Its lines, none of them empty.
    pub(crate) lines: Vec<String>,
    /// How many pictures and sounds stood in it.
    pub(crate) media: usize,
}

impl Plain {
    /// All of it on one line.
    pub(crate) fn joined(&self) -> String {
        self.lines.join(" ")
    }
}

/// Takes the markup out of a text.
pub(crate) fn plain(html: &str) -> Plain {
    let mut text = String::with_capacity(html.len());
    let mut media = 0;
    let mut rest = html;
    let last = html.rfind('>').unwrap_or(0);
    while let Some(at) = rest.find('<').filter(|at| html.len() - rest.len() + at < last) {
        text.push_str(&rest[..at]);
        rest = &rest[at..];
        if let Some(after) = rest.strip_prefix("<!--") {
            rest = after.find("-->").map_or("", |end| &after[end + 3..]);
            continue;
        }
        let Some((name, after)) = tag(rest) else {
            // `a < b` is no tag.
            text.push('<');
            rest = &rest[1..];
            continue;
        };
        media += usize::from(MEDIA.contains(&name.as_str()));
        let bare = name.trim_start_matches('/');
        if BREAKS.contains(&bare) {
            text.push('\n');
        } else if matches!(bare, "td" | "th") {
            text.push(' ');
        }
        rest = if HIDDEN.contains(&name.as_str()) { behind_end(after, &name) } else { after };
    }
    text.push_str(rest);
    let text = without_sounds(&unescaped(&text), &mut media);
    let text = FENCES.iter().fold(text, |text, fence| text.replace(fence, ""));
    let lines = text.split('\n').map(one_spaced).filter(|line| !line.is_empty()).collect();
    Plain { lines, media }
}

/// The name of the tag at the front, small, with the slash of an end tag; and what stands behind it.
fn tag(text: &str) -> Option<(String, &str)> {
    let inside = text.strip_prefix('<')?;
    let named = inside.strip_prefix('/').unwrap_or(inside);
    if !named.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') {
        return None;
    }
    let length =
        named.find(|c: char| !(c.is_ascii_alphanumeric() || "!-".contains(c))).unwrap_or(named.len());
    let slash = if named.len() < inside.len() { "/" } else { "" };
    let name = format!("{slash}{}", named[..length].to_ascii_lowercase());
    let mut quote = None;
    for (at, c) in named.char_indices() {
        match (quote, c) {
            _ if at > QUOTED_BYTES => {
                let end = named[at..].find('>')?;
                return Some((name, &named[at + end + 1..]));
            }
            (None, '>') => return Some((name, &named[at + 1..])),
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if c == open => quote = None,
            _ => {}
        }
    }
    None
}

/// What stands behind the end tag of a tag whose content is hidden.
fn behind_end<'t>(text: &'t str, name: &str) -> &'t str {
    let mut rest = text;
    while let Some(at) = rest.find("</") {
        match tag(&rest[at..]) {
            Some((found, after)) if found.strip_prefix('/') == Some(name) => return after,
            _ => rest = &rest[at + 2..],
        }
    }
    ""
}

/// Takes `[sound:…]` out, and `[anki:play:…]`, and counts them.
fn without_sounds(text: &str, media: &mut usize) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("[sound:").into_iter().chain(rest.find("[anki:")).min() {
        kept.push_str(&rest[..at]);
        let Some(end) = rest[at..].find(']') else { break };
        *media += 1;
        rest = &rest[at + end + 1..];
    }
    kept.push_str(rest);
    kept
}

/// Characters written by name or number (`&eacute;`, `&#39;`) as themselves.
pub(crate) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        plain.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(LONGEST_ENTITY).position(|byte| byte == b';');
        match end.and_then(|end| Some((entity(&rest[..=end])?, end))) {
            Some((character, end)) => {
                plain.push_str(&character);
                rest = &rest[end + 1..];
            }
            None => {
                plain.push('&');
                rest = &rest[1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

/// Markdown knows every character of HTML by name, so its reader's table serves here too.
fn entity(written: &str) -> Option<String> {
    let name = &written[1..written.len() - 1];
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'#') {
        return None;
    }
    let said: String = Parser::new(written)
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect();
    match name {
        // A space at the end of a paragraph says nothing to Markdown.
        "nbsp" | "#160" | "ensp" | "emsp" | "thinsp" | "#32" => Some(" ".to_owned()),
        "shy" | "#173" => Some(String::new()),
        _ => (said != written && !said.is_empty()).then_some(said),
    }
}

fn one_spaced(line: &str) -> String {
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hostile_text_is_read_in_one_go() {
        for piece in ["<a '", "<a \"", "<!-", "</", "&amp", "[sound:", "<style></"] {
            let text = piece.repeat(50_000);
            assert!(plain(&text).media == 0 && plain(&format!("{text}>")).media == 0, "{piece}");
        }
    }

    #[test]
    fn markup_goes_and_its_words_stay() {
        let rows: &[(&str, &[&str], usize)] = &[
            ("<b>Keel</b> &amp; <i>mast</i>", &["Keel & mast"], 0),
            ("one<br>two<BR/>three", &["one", "two", "three"], 0),
            ("<div>caf&eacute;</div><div>na&#239;ve&nbsp;</div>", &["café", "naïve"], 0),
            ("a < b and b > c", &["a < b and b > c"], 0),
            ("<img src=\"a>b.png\">The bow[sound:bow.mp3]", &["The bow"], 2),
            ("<style>p { color: red }</style><p class='x'>hull", &["hull"], 0),
            ("\\(E = mc^2\\) [$]x[/$]", &["E = mc^2 x"], 0),
            ("<!-- hidden -->seen &unknown; &", &["seen &unknown; &"], 0),
            ("<script>alert(1)</script >", &[], 0),
            ("<ul><li>port</li><li>starboard</li></ul>", &["port", "starboard"], 0),
            ("cut <a href=\"off", &["cut <a href=\"off"], 0),
            ("[sound:never closed", &["[sound:never closed"], 0),
            ("&lt;b&gt; is a tag", &["<b> is a tag"], 0),
        ];
        for (html, lines, media) in rows {
            let found = plain(html);
            assert_eq!(
                (found.lines.iter().map(String::as_str).collect::<Vec<_>>(), found.media),
                (lines.to_vec(), *media),
                "{html}"
            );
        }
    }
}
