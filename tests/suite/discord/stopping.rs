//! A stop takes at most 5 seconds, whatever Discord is doing. [`Class::stop`] measures it.

use std::time::Duration;

use deskbell::platform::discord::{Limits, Settings};

use super::{Class, Setup, echo};
use crate::simulator::discord::world::{ANA, GENERAL, TOKEN};
use crate::simulator::discord::{Call, Door, Simulator, Trouble};

async fn with_door(door: Door) -> Class {
    let simulator = Simulator::start().await;
    simulator.set_door(door);
    let class = Class::start_on(simulator, Settings::new(TOKEN), echo);
    class.simulator.expect_knock().await;
    class
}

#[tokio::test]
async fn while_connected_it_logs_off() {
    let class = Class::open().await;
    let simulator = class.stop().await;
    assert_eq!(simulator.expect_gone().await, Some(1000), "a proper farewell");
    simulator.finish();
}

#[tokio::test]
async fn before_the_gateway_has_answered() {
    with_door(Door::Silent).await.close().await;
}

#[tokio::test]
async fn while_the_gateway_is_down() {
    with_door(Door::Unavailable).await.close().await;
}

#[tokio::test]
async fn while_reconnecting() {
    let class = Class::open().await;
    class.simulator.set_door(Door::Unavailable);
    class.simulator.cut();
    class.simulator.expect_gone().await;
    class.simulator.expect_knock().await;
    class.close().await;
}

#[tokio::test]
async fn while_a_resume_leads_nowhere() {
    let class = Class::open().await;
    class.simulator.expect_knock().await;
    class.simulator.set_door(Door::Silent);
    class.simulator.cut();
    class.simulator.expect_knock().await;
    class.close().await;
}

#[tokio::test]
async fn while_waiting_to_identify_anew() {
    let class = Class::open().await;
    class.simulator.invalidate_session(false);
    class.close().await;
}

#[tokio::test]
async fn while_the_gateway_is_asked_for() {
    let simulator = Simulator::start().await;
    let gate = simulator.hold(|call| *call == Call::GetGateway);
    let class = Class::start_on(simulator, Settings::new(TOKEN), echo);
    class.simulator.expect_held().await;
    class.close().await;
    gate.open();
}

#[tokio::test]
async fn while_the_gateway_says_nothing_after_the_upgrade() {
    let class = Class::open().await;
    class.simulator.set_deaf(true);
    class.close().await;
}

#[tokio::test]
async fn while_answers_and_posts_are_stuck() {
    let class = Class::open().await;
    let gate = class.simulator.hold(|call| matches!(call, Call::Callback { .. }));
    let stuck = class.simulator.slash(ANA, GENERAL, "ask", &[("question", "what?")]);
    class.simulator.forgive(&stuck);
    class.simulator.expect_held().await;
    class.close().await;
    gate.open();
}

#[tokio::test]
async fn while_the_desk_never_answers() {
    let limits = Limits { first_answer: Duration::from_millis(50), ..Limits::default() };
    let class = Class::open_with(Setup::limits(limits), |_| Box::pin(std::future::pending())).await;
    let stuck = class.simulator.slash(ANA, GENERAL, "ask", &[("question", "what?")]);
    class.simulator.forgive(&stuck);
    class.simulator.expect_callback(&stuck).await;
    class.close().await;
}

#[tokio::test]
async fn while_rate_limited() {
    let class = Class::open().await;
    class.simulator.trouble(Trouble::RateLimited(30.0), |call| matches!(call, Call::Callback { .. }));
    let stuck = class.simulator.slash(ANA, GENERAL, "ask", &[("question", "what?")]);
    class.simulator.forgive(&stuck);
    assert_eq!(class.simulator.expect_callback(&stuck).await.status, 429);
    class.close().await;
}
