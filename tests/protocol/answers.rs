//! The bodies that invokes get, exactly.

use insta::assert_json_snapshot;
use serde_json::json;
use stapje::bot_framework::invoke::{
    CardAction, Dialog, Feedback, Invoke, InvokeResponse, Preview, Query, Suggestion, TaskRequest,
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
            InvokeResponse::dialog(&Dialog { title: "Instellingen".to_owned(), card }),
            InvokeResponse::dialog_message("Bewaard"),
            InvokeResponse::dialog_closed(),
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
