//! The bodies that invokes get, exactly.

use insta::assert_json_snapshot;
use serde_json::json;
use stapje::bot_framework::Activity;
use stapje::bot_framework::invoke::{
    CardAction, Dialog, DialogContent, Feedback, Invoke, InvokeResponse, Preview, Query, Size,
    Suggestion, TaskRequest,
};

#[test]
fn card_actions_have_six_answers() {
    let card = json!({ "type": "AdaptiveCard", "version": "1.5", "body": [] });
    assert_json_snapshot!(
        "card_action",
        [
            InvokeResponse::card(&card),
            InvokeResponse::message("Bewaard"),
            InvokeResponse::bad_request("no such button"),
            InvokeResponse::server_error("try again"),
            InvokeResponse::login_request(&json!({ "connectionName": "none" })),
            InvokeResponse::incorrect_auth_code(),
            InvokeResponse::precondition_failed("no token"),
        ]
    );
}

#[test]
fn dialogs_go_on_or_close() {
    let card = json!({ "type": "AdaptiveCard", "version": "1.5", "body": [] });
    assert_json_snapshot!(
        "dialogs",
        [
            InvokeResponse::dialog(&Dialog::card("Instellingen", card)),
            InvokeResponse::dialog_message("Bewaard"),
            InvokeResponse::dialog_closed(),
        ]
    );
}

#[test]
fn dialogs_hold_a_page_and_have_any_size() {
    let page = |fallback_url: Option<&str>| DialogContent::Page {
        url: "https://bot.example.org/settings".to_owned(),
        fallback_url: fallback_url.map(str::to_owned),
    };
    let sized = |content, height, width| {
        let title = "Instellingen".to_owned();
        InvokeResponse::dialog(&Dialog { title, content, height, width })
    };
    assert_json_snapshot!(
        "dialogs_with_a_page",
        [
            InvokeResponse::dialog(&Dialog::page("Instellingen", "https://bot.example.org/a")),
            sized(page(Some("https://bot.example.org/old")), Size::Small, Size::Large),
            sized(page(None), Size::Pixels(400), Size::default()),
        ]
    );
}

#[test]
fn message_extensions_sign_in_set_something_and_show_before_they_send() {
    let page = "https://bot.example.org/page";
    let preview = Activity::card(json!({ "type": "AdaptiveCard" }), "Tip", false);
    assert_json_snapshot!(
        "extension",
        [
            InvokeResponse::extension_sign_in("Meld je aan", page),
            InvokeResponse::extension_silent_sign_in("Meld je aan", page),
            InvokeResponse::extension_settings("Kies", page),
            InvokeResponse::extension_preview(&preview),
            InvokeResponse::extension_message("Niets gevonden").cached(60),
            InvokeResponse::dialog_closed().cached(60),
        ]
    );
}

#[test]
fn an_exchange_of_tokens_that_fails_says_which() {
    assert_json_snapshot!(
        "sign_in",
        [
            InvokeResponse::token_exchange_failed("7", "graph", "no consent"),
            InvokeResponse::token_exchange_repeated(),
            InvokeResponse::taken(),
        ]
    );
}

#[test]
fn searches_get_results_or_a_line() {
    let card = json!({ "type": "AdaptiveCard", "version": "1.5", "body": [] });
    let preview = Preview { title: "Deel een link".to_owned(), text: "20 seconden".to_owned() };
    assert_json_snapshot!(
        "searches",
        [
            InvokeResponse::suggestions(&[Suggestion { card, preview }]),
            InvokeResponse::suggestions(&[]),
            InvokeResponse::extension_message("Niets gevonden"),
        ]
    );
}

#[test]
fn a_line_stands_in_the_body_of_what_was_asked() {
    let asked = [
        Invoke::CardAction(CardAction::default()),
        Invoke::TaskFetch(TaskRequest::default()),
        Invoke::TaskSubmit(TaskRequest::default()),
        Invoke::Query(Query::default()),
        Invoke::MessageSubmitAction(Feedback::default()),
        Invoke::SignInTokenExchange,
        Invoke::Nameless,
        Invoke::Other("new".to_owned()),
    ];
    let said: Vec<_> = asked.iter().map(|asked| InvokeResponse::saying(asked, "Sorry")).collect();
    assert_json_snapshot!("lines", said);
}
