//! The lists behind `words`: words of grammar, words that open definitions in any subject,
//! and endings. They hold no word of any one subject.

/// Words that point at a thing and so open a noun phrase.
pub(crate) const DETERMINERS: &[&str] = &[
    "a", "an", "the", "any", "each", "every", "all", "some", "this", "these", "that", "those",
    "its", "their", "one", "ones", "his", "her", "your", "our", "my", "no", "another", "both",
    "either",
];

/// Prepositions.
pub(crate) const PREPOSITIONS: &[&str] = &[
    "of", "in", "on", "at", "by", "for", "with", "from", "to", "into", "onto", "within", "without",
    "under", "over", "between", "among", "through", "during", "before", "after", "against", "about",
    "across", "along", "around", "behind", "below", "beneath", "beside", "beyond", "near", "off",
    "per", "since", "than", "toward", "towards", "until", "upon", "via", "as", "out", "up", "down",
    "inside", "outside", "above",
];

/// Conjunctions, relatives and words that only lead on.
pub(crate) const CONJUNCTIONS: &[&str] = &[
    "and", "or", "nor", "but", "so", "yet", "because", "if", "while", "although", "though",
    "unless", "whereas", "whether", "that", "which", "who", "whom", "whose", "where", "when", "how",
    "why", "what", "then", "also", "not", "only", "very", "more", "most", "less", "such", "too",
    "e.g.", "i.e.", "etc",
];

/// Pronouns.
pub(crate) const PRONOUNS: &[&str] = &[
    "i", "you", "he", "she", "it", "we", "they", "me", "him", "us", "them", "itself", "themselves",
    "there", "here",
];

/// Auxiliary verbs.
pub(crate) const AUXILIARIES: &[&str] = &[
    "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did",
    "can", "could", "may", "might", "must", "shall", "should", "will", "would", "cannot",
];

/// Verbs that say what a thing does, as definitions use them.
pub(crate) const DEFINING_VERBS: &[&str] = &[
    "refers", "refer", "means", "mean", "involves", "involve", "describes", "describe", "includes",
    "include", "requires", "require", "occurs", "occur", "happens", "provides", "provide",
    "consists", "consist", "contains", "contain", "allows", "allow", "helps", "help", "relates",
    "relate", "deals", "deal", "derives", "derive", "represents", "represent", "measures", "uses",
    "use", "makes", "gives", "shows", "protects", "produces", "comes", "covers", "states",
    "applies", "focuses", "exists", "determines", "defines", "indicates", "enables", "denotes",
    "controls", "connects", "carries", "holds", "keeps", "converts", "transports", "recognize",
    "recognizes", "begins", "ends", "becomes", "prevents", "reduces", "increases", "causes",
    "serves", "attracts",
];

/// Words of a kind so wide that a definition begins with them and a term seldom does.
pub(crate) const KINDS: &[&str] = &[
    "someone", "somebody", "something", "anyone", "anything", "everything", "people", "persons",
    "person", "individuals", "process", "act", "action", "state", "type", "kind", "form", "method",
    "amount", "number", "ability", "study", "part", "place", "way", "set", "group", "condition",
    "measure", "series", "collection", "when", "where", "what", "how", "used", "it", "they", "he",
    "she", "we", "you", "there", "occurs", "being", "having", "made", "refers", "things", "items",
    "goods", "places", "ways", "steps", "activities", "one", "two", "three", "several", "many",
    "most", "movement", "transfer", "lack", "loss", "failure", "willingness", "unit", "point",
    "line", "area", "branch", "system",
];

/// Prepositions that may close a phrase.
pub(crate) const PARTICLES: &[&str] = &[
    "up", "down", "out", "off", "on", "in", "over", "through", "around", "by", "along", "across",
    "above", "below", "inside", "outside", "behind", "before", "after", "near", "under", "about",
    "within", "without",
];

/// Words of grammar that close a sentence as readily as they open the rest of one.
pub(crate) const CLOSING: &[&str] = &[
    "up", "down", "out", "off", "too", "also", "only", "more", "most", "less", "then", "there",
    "here", "it", "them", "him", "us", "me", "itself", "themselves", "all", "both", "one", "ones",
    "do", "does", "did", "not", "how", "why", "etc", "you",
];

/// Adverbs of place and time.
pub(crate) const ADVERBS: &[&str] = &[
    "together", "apart", "away", "again", "ahead", "aside", "alone", "well", "now", "later", "once",
    "twice", "ago", "forever", "everywhere", "somewhere", "instead", "only", "even", "just",
    "other",
];

/// Words in -ing that are no form of a verb.
pub(crate) const NO_GERUNDS: &[&str] = &[
    "thing", "something", "anything", "nothing", "everything", "string", "spring", "during", "king",
    "ring", "wing", "evening", "morning", "ceiling",
];

/// Endings of adjectives.
pub(crate) const ENDINGS: &[&str] = &[
    "ive", "ous", "ful", "less", "ical", "ional", "ial", "ual", "able", "ible", "ary", "ic", "ed",
    "ish", "nal", "ral", "tal", "cal",
];

/// Short adjectives that no ending gives away.
pub(crate) const ADJECTIVES: &[&str] = &[
    "high", "low", "long", "short", "large", "small", "big", "new", "old", "good", "bad", "direct",
    "open", "closed", "free", "common", "main", "single", "double", "fixed", "total", "formal",
    "strict", "civil", "legal", "real", "hard", "soft", "hot", "cold", "warm", "dry", "wet",
    "strong", "weak", "own", "same", "other", "different", "first", "second", "third", "last",
    "next", "basic", "true", "false", "human", "public", "private", "simple", "complex", "certain",
];

/// Nouns that look like adjectives.
pub(crate) const NOUNS: &[&str] = &[
    "music", "topic", "metric", "traffic", "fabric", "logic", "public", "clinic", "material",
    "trial", "table", "cable", "speed", "seed", "need", "feed", "bed", "weed", "breed", "library",
    "boundary", "dish", "fish", "animal", "signal", "motive", "proposal", "capital", "hospital",
    "metal", "total",
];

/// Verbs by which a teacher tells the class to do something.
pub(crate) const ORDERS: &[&str] = &[
    "read", "bring", "remember", "see", "write", "check", "note", "discuss", "explain", "describe",
    "study", "review", "learn", "complete", "prepare", "choose", "compare", "answer", "give",
    "find", "list", "name", "use", "make", "do", "please", "submit", "finish", "watch", "look",
    "think", "try", "ask", "identify", "define", "summarize", "draw", "visit",
];

/// Verbs of tasks that only a class is given.
pub(crate) const TASKS: &[&str] = &[
    "discuss", "describe", "define", "summarize", "summarise", "evaluate", "analyze", "analyse",
    "distinguish", "differentiate", "contrast",
];

/// Verbs of tasks where a question follows: `Explain how …`.
pub(crate) const EXPLANATIONS: &[&str] = &[
    "explain", "identify", "compare", "examine", "recognize", "recognise", "learn", "list", "name",
    "outline",
];

/// Words that number the parts of a course.
pub(crate) const MARKS: &[&str] = &[
    "chap", "chapter", "unit", "lesson", "week", "module", "lecture", "section", "part", "topic",
    "session", "day", "page", "slide", "class", "exam", "quiz", "test", "ch",
];

/// Labels that say what a line is.
pub(crate) const KINDS_OF_LINE: &[&str] = &[
    "quote", "quotes", "quotation", "quoted", "note", "notes", "nb", "n b", "example", "examples",
    "e g", "source", "sources", "tip", "tips", "hint", "see", "see also", "reference", "references",
    "author", "authors", "date", "course", "instructor", "professor", "teacher", "page", "pages",
    "title", "subject", "keyword", "keywords", "key words", "key terms", "terms", "vocabulary",
    "warning", "important", "remember", "home", "contents", "http", "https", "url", "link", "name",
    "student", "q", "a", "question", "questions", "answer", "answers", "for example",
    "for instance", "homework", "reading", "readings", "objective", "objectives", "summary",
    "topics", "figure", "table", "attention", "ps", "p s", "todo", "review", "by", "written by",
    "updated", "last updated", "citation",
];

/// Labels that say what a line is where a number follows.
pub(crate) const COUNTED: &[&str] = &[
    "figure", "fig", "table", "step", "question", "example", "note", "exercise", "slide", "diagram",
    "picture",
];

/// Words that point at something told elsewhere: `The goal is a picture that …`.
pub(crate) const ABSTRACT: &[&str] = &[
    "goal", "result", "reason", "problem", "answer", "aim", "purpose", "idea", "difference",
    "point", "focus", "key", "challenge", "solution", "task", "winner", "advantage", "disadvantage",
    "benefit", "effect", "cause", "conclusion", "rule", "question", "lesson", "trick", "catch",
    "objective",
];
