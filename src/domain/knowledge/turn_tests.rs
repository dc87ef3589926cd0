//! Documents whose lines take turns, in any order of their pairs: each reading must keep to its layout,
//! since one line too early or too late makes every card a wrong one.

use proptest::prelude::*;

use super::read_document;

const TERMS: &[(&str, &str)] = &[
    ("Router", "A device that passes packets from one network to another"),
    ("Packet", "A small piece of a message with an address on it."),
    ("What is a protocol?", "A set of rules by which machines talk to each other"),
    ("Four Layers of the Internet", "link, internet, transport and application"),
    ("Firewall", "Blocks traffic that nobody asked for"),
    ("Perfect Copy", "is one without any lost bit (Stone, 2015, p.8).It can be checked"),
    ("Server/Host", "This is a machine that waits for others to ask."),
    ("Latency cont.", "The time that a packet takes to arrive"),
    ("Domain Name System", "turns names into numbers. Without it we would learn addresses by heart"),
    ("Cookie", "a short text that a site leaves in a browser"),
];

const CLUES: &[(&str, &str)] = &[
    ("This planet has a great red spot.", "Jupiter"),
    ("The star that is nearest to us.", "the sun"),
    ("In 1969 this man set foot on the moon.", "Neil Armstrong?"),
    ("A rock that falls from the sky and reaches the ground", "Meteorite"),
    ("The path of one body around another is called this.", "What is an orbit"),
    ("A cloud of gas in which stars are born.", "Nebula"),
    ("Saturn is known for these.", "Rings"),
    ("When the moon hides the sun.", "Eclipse (or solar eclipse)"),
    ("He saw four moons of Jupiter through his telescope.", "Who was Galileo"),
    ("Light needs eight minutes for this distance.", "Astronomical unit"),
];

const TITLES: &[&str] = &["", "Chapter 4: The Work at Hand\n", "The Work at Hand\n"];

fn some_of(pairs: &'static [(&str, &str)]) -> impl Strategy<Value = Vec<(&'static str, &'static str)>> {
    (4..=pairs.len()).prop_flat_map(move |count| {
        Just(pairs.to_vec()).prop_shuffle().prop_map(move |all| all[..count].to_vec())
    })
}

/// A title and pairs as a document is read: its layout, and for each card the line that it begins on.
fn read(title: &str, pairs: &[(&str, &str)]) -> (String, &'static str, Vec<u32>) {
    let lines: Vec<String> = pairs.iter().map(|(first, second)| format!("{first}\n{second}\n")).collect();
    let text = format!("{title}{}", lines.concat());
    let document = read_document("a.txt", text.as_bytes());
    let lines = document.cards.iter().map(|card| card.source.first_line).collect();
    (text, document.layout, lines)
}

fn first_lines(title: &str, pairs: usize) -> Vec<u32> {
    let first = if title.is_empty() { 1 } else { 2 };
    (0..pairs).map(|pair| first + 2 * u32::try_from(pair).unwrap()).collect()
}

proptest! {
    // Found failures become rows above, not files.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn terms_and_definitions_take_turns_in_any_order(pairs in some_of(TERMS), title in 0..TITLES.len()) {
        let (text, layout, lines) = read(TITLES[title], &pairs);
        prop_assert_eq!(layout, "alternating", "{}", text);
        prop_assert_eq!(lines, first_lines(TITLES[title], pairs.len()), "{}", text);
    }

    #[test]
    fn clues_and_plain_responses_take_turns_in_any_order(pairs in some_of(CLUES), title in 0..TITLES.len()) {
        let (text, layout, lines) = read(TITLES[title], &pairs);
        prop_assert_eq!(layout, "clues", "{}", text);
        prop_assert_eq!(lines, first_lines(TITLES[title], pairs.len()), "{}", text);
    }
}

#[test]
fn a_long_document_tells_by_its_end_which_line_comes_first() {
    let numbered: Vec<(String, String)> = (1..=300)
        .map(|number| {
            (format!("Old stone {number}"), format!("A stone that marks the narrow road to village {number}"))
        })
        .collect();
    let terms: Vec<(&str, &str)> =
        numbered.iter().map(|(term, text)| (term.as_str(), text.as_str())).collect();
    let clues: Vec<(&str, &str)> = terms.iter().map(|(term, text)| (*text, *term)).collect();
    for title in TITLES {
        assert_eq!(
            (read(title, &terms).1, read(title, &clues).1),
            ("alternating", "clues"),
            "under “{title}”"
        );
    }
}

#[test]
fn a_refrain_is_no_term() {
    let poem = "Winter comes with heavy feet and snow upon his shoulders\nHe knocks\nThe fields are white, the road is lost, the river cracks its boulders\nHe knocks\nA candle in a window burns for those who still are walking\nHe knocks\nAnd no one hears him at the door for everyone is talking\n";
    let document = read_document("poem.txt", poem.as_bytes());
    assert_eq!((document.layout, document.cards.len()), ("passages", 0));
}

#[test]
fn an_order_to_the_class_ends_no_pair() {
    let (text, layout, lines) =
        read("Sounds\n", &[TERMS[0], TERMS[3], TERMS[4], ("Bring your own cable on Friday.", "")]);
    assert_eq!((layout, lines), ("alternating", vec![2, 4, 6]), "{text}");
}

#[test]
fn a_line_without_its_partner_is_told_and_names_nothing() {
    // A document, the line that is warned of, and the title under which the pairs behind that line stand.
    let rows = [
        (
            "Networks\nRouter\nA device that passes packets on\nEquity\nPacket\nA small piece of a message\nCookie\na short text that a site leaves\n",
            Some(4),
            Some("Networks"),
        ),
        (
            "Networks\nRouter\nA device that passes packets on\nSmall parts:\nPacket\nA small piece of a message\nCookie\na short text that a site leaves\n",
            None,
            Some("Small parts:"),
        ),
        (
            "layout: alternating\nRouter\nA device that passes packets on\nHost\nA machine that waits\n\nSmall parts\nPacket\nA small piece of a message\nCookie\na short text that a site leaves\n",
            None,
            Some("Small parts"),
        ),
        (
            "layout: clues\nThis planet has a great red spot.\nWhat is Jupiter\nWhat is direct light?\nSaturn is known for these.\nWhat are rings\n",
            Some(4),
            None,
        ),
        ("layout: clues\nSaturn is known for these\n", Some(2), None),
        (
            "layout: notes\nTort a civil wrong\nInteger Whole number\nBail The money left with a court\n",
            Some(3),
            None,
        ),
    ];
    for (text, line, title) in rows {
        let document = read_document("a.txt", text.as_bytes());
        let warned: Vec<u32> = document.warnings.iter().map(|warning| warning.line).collect();
        assert_eq!(warned, line.into_iter().collect::<Vec<_>>(), "{text}");
        let last = document.entries.iter().last().expect("something is kept");
        assert_eq!(last.title.as_deref(), title, "{text}");
        assert!(
            line.is_none_or(|line| document.entries.iter().any(|entry| entry.source.first_line == line)),
            "{text}"
        );
    }
}

#[test]
fn a_clue_that_goes_on_with_its_verb_is_one_clue() {
    let text = "layout: clues\nThis planet has a great red spot.\nWhat is Jupiter\nGloves and face shields\nare examples of this.\nWhat is safety gear\n";
    let document = read_document("a.txt", text.as_bytes());
    let clues: Vec<String> = document.cards.iter().map(|card| card.prompt.clone()).collect();
    assert_eq!(clues, ["This planet has a great red spot.", "Gloves and face shields are examples of this."]);
}
