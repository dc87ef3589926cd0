//! A bot on slack-morphism that answers everything with one constant: what the library costs by itself.

use std::sync::Arc;

use hyper_util::client::legacy::connect::HttpConnector;
use slack_morphism::prelude::*;

use super::Simulator;
use super::world::APP_TOKEN;

type Connector = SlackClientHyperConnector<HttpConnector>;

/// A running bot.
pub(crate) struct Bare(SlackClientSocketModeListener<Connector>);

impl Bare {
    /// Connects and answers.
    pub(crate) async fn start(simulator: &Simulator) -> Self {
        let connector = Connector::with_connector(HttpConnector::new());
        let client = SlackClient::new(connector.with_slack_api_url(&simulator.api_url()));
        let environment = Arc::new(SlackClientEventsListenerEnvironment::new(Arc::new(client)));
        let callbacks = SlackSocketModeListenerCallbacks::new().with_command_events(answer);
        let config = SlackClientSocketModeConfig::new().with_max_connections_count(1);
        let listener = SlackClientSocketModeListener::new(&config, environment, callbacks);
        listener.listen_for(&SlackApiToken::new(APP_TOKEN.into())).await.expect("it is taken on");
        listener.start().await;
        Self(listener)
    }

    /// Leaves.
    pub(crate) async fn stop(self) {
        self.0.shutdown().await;
    }
}

/// The reader waits for what answers it: the answer itself goes its own way.
async fn answer(
    event: SlackCommandEvent,
    client: Arc<SlackClient<Connector>>,
    _: SlackClientEventsUserState,
) -> UserCallbackResult<SlackCommandEventResponse> {
    tokio::spawn(async move {
        let content = SlackMessageContent::new().with_text("An answer.".to_owned());
        let answer = SlackApiPostWebhookMessageRequest::new(content);
        client.respond_to_event(&event.response_url, &answer).await.expect("it is taken");
    });
    Ok(SlackCommandEventResponse::new(SlackMessageContent::new()))
}
