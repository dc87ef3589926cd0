//! A bot of serenity and nothing else, which answers a constant: what a simulator must be
//! able to drive, and what the round trip of the desk is measured beside.

use std::sync::Arc;

use serenity::all::{
    Command, CommandOptionType, Context, CreateAllowedMentions, CreateCommand, CreateCommandOption,
    CreateInteractionResponse, CreateInteractionResponseMessage, EventHandler, GatewayIntents, Interaction,
    Ready,
};
use serenity::async_trait;
use serenity::gateway::ShardManager;
use serenity::http::HttpBuilder;
use tokio::task::JoinHandle;

use super::Simulator;
use super::world::TOKEN;

/// What it answers.
pub(crate) const CONSTANT: &str = "A constant.";

struct Constant;

#[async_trait]
impl EventHandler for Constant {
    async fn ready(&self, context: Context, _: Ready) {
        let question =
            CreateCommandOption::new(CommandOptionType::String, "question", "What to ask").required(true);
        let ask = CreateCommand::new("ask").description("Answers a constant").add_option(question);
        Command::set_global_commands(&context.http, vec![ask]).await.expect("the simulator takes commands");
    }

    async fn interaction_create(&self, context: Context, interaction: Interaction) {
        let Interaction::Command(command) = interaction else { return };
        let message = CreateInteractionResponseMessage::new()
            .content(CONSTANT)
            .allowed_mentions(CreateAllowedMentions::new().empty_users().empty_roles());
        let response = CreateInteractionResponse::Message(message);
        // A test that cuts the bot off asserts so itself.
        let _ = command.create_response(&context.http, response).await;
    }
}

/// A running bare bot.
pub(crate) struct Bare {
    task: JoinHandle<Result<(), serenity::Error>>,
    shards: Arc<ShardManager>,
}

impl Bare {
    /// Connects a bare bot to the simulator.
    pub(crate) async fn start(simulator: &Simulator) -> Self {
        Self::start_with(simulator, TOKEN, GatewayIntents::GUILDS | GatewayIntents::GUILD_MESSAGES).await
    }

    /// Connects one with this token and these intents.
    pub(crate) async fn start_with(simulator: &Simulator, token: &str, intents: GatewayIntents) -> Self {
        let http = HttpBuilder::new(token).proxy(simulator.http_url()).ratelimiter_disabled(true).build();
        let mut client = serenity::client::ClientBuilder::new_with_http(http, intents)
            .event_handler(Constant)
            .await
            .expect("a client needs no network");
        *client.ws_url.lock().await = simulator.ws_url();
        let shards = Arc::clone(&client.shard_manager);
        let task = tokio::spawn(async move { client.start().await });
        Self { task, shards }
    }

    /// How it ended by itself.
    pub(crate) async fn ended(self) -> Result<(), serenity::Error> {
        self.task.await.expect("the bot does not panic")
    }

    /// Logs it off.
    pub(crate) async fn stop(self) {
        self.shards.shutdown_all().await;
    }
}
