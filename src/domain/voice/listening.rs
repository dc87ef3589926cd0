//! What the desk says about the channels in which it answers unasked.

use super::{code, paragraph, sorry, text};
use crate::domain::reply::{Reply, Tone};

/// Where the switch is, and how to move it.
pub fn state(listens: bool) -> Reply {
    let (now, switch) = match listens {
        true => ("I answer clear questions in this channel unasked. ", "/desk listen off"),
        false => ("In this channel I answer only when I am asked. ", "/desk listen on"),
    };
    let spans = vec![text(now), code(switch), text(" changes that.")];
    Reply { body: vec![paragraph(spans)], ..Reply::default() }
}

/// The desk listens from now on.
pub fn begun() -> Reply {
    let spans = vec![
        text(
            "From now on I answer here unasked when a message is clearly a question and the documents clearly answer it: at most once a minute for each member, never during a quiz. ",
        ),
        code("/desk listen off"),
        text(" ends that."),
    ];
    Reply { tone: Tone::Good, body: vec![paragraph(spans)], ..Reply::default() }
}

/// It no longer listens.
pub fn ended() -> Reply {
    Reply::sentence(Tone::Good, "From now on I answer here only when I am asked.")
}

/// This platform keeps from the desk what is said to others.
pub fn deaf(platform: &str) -> Reply {
    if platform == "slack" {
        return sorry(vec![
            text("I am not told what members say to each other here. Set "),
            code("SLACK_TYPED_ANSWERS=yes"),
            text(" in the settings, give the app what "),
            code("deskbell slack-manifest"),
            text(" then prints, install it again, start me again, and then give the command once more."),
        ]);
    }
    sorry(vec![
        text(
            "I am not told what members say to each other here. Switch on the Message Content Intent of the bot in the developer portal, set ",
        ),
        code("DISCORD_TYPED_ANSWERS=yes"),
        text(" in the settings, start me again, and then give the command once more."),
    ])
}

/// In a conversation of one there is nothing to listen for.
pub fn direct() -> Reply {
    sorry(vec![
        text("Here every word is for me already. Give "),
        code("/desk listen"),
        text(" in a channel of the class."),
    ])
}
