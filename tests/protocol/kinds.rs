//! Every kind of activity that Teams sends, as it is read.

use serde_json::{Value, json};
use stapje::bot_framework::Activity;
use stapje::bot_framework::activity::{
    Change, Installation, MessageChange, Notice, ParseError, Scope, View,
};
use stapje::bot_framework::invoke::{
    CardAction, ExtensionTask, Feedback, FileConsent, Invoke, Query, TaskRequest,
};

use super::activity;

fn asked(name: &str) -> Invoke {
    let activity = activity(name);
    match activity.view() {
        View::Invoke(asked) => asked,
        other => panic!("{name} is {other:?}"),
    }
}

#[test]
fn an_installation_is_told_twice() {
    let install = activity("install");
    assert_eq!(install.view(), View::InstallationUpdate(Installation::Added));
    assert_eq!(install.scope(), Scope::Personal);
    assert_eq!(install.tenant_id(), Some("7a3d91c2-5b1e-4c60-9f27-1d8e0b64a5f3"));
    assert_eq!(install.sender(), Some("e2b85d10-77a4-4f19-b3c6-5a90d4417c8e"));
    let members = activity("install_members");
    let View::ConversationUpdate { change: Change::Members, added, removed } = members.view()
    else {
        panic!("{:?}", members.view())
    };
    let bots: Vec<_> = added.iter().map(|account| members.is_recipient(account)).collect();
    assert_eq!((bots, removed.len()), (vec![false, true], 0));
}

#[test]
fn each_way_to_install_and_remove_is_known() {
    let mut activity = activity("install");
    for (action, expected) in [
        ("add", Installation::Added),
        ("add-upgrade", Installation::Added),
        ("Add", Installation::Added),
        ("remove", Installation::Removed),
        ("remove-upgrade", Installation::Upgraded),
        ("upgrade", Installation::Upgraded),
        ("teleport", Installation::Other("teleport")),
        ("", Installation::Other("")),
    ] {
        activity.action = Some(action.to_owned());
        assert_eq!(activity.view(), View::InstallationUpdate(expected), "{action}");
    }
}

#[test]
fn a_caller_id_on_the_wire_is_discarded() {
    let removal = activity("uninstall");
    assert_eq!(removal.view(), View::InstallationUpdate(Installation::Removed));
    assert_eq!(removal.rest.get("callerId"), None);
    assert!(!serde_json::to_string(&removal).unwrap().contains("callerId"));
}

#[test]
fn the_first_message_says_who_where_and_when() {
    let first = activity("first_message");
    assert_eq!(first.view(), View::Message);
    assert_eq!(first.spoken(), "Begin");
    assert_eq!(first.locale(), Some("nl-NL"));
    assert_eq!(first.time_zone(), Some("Europe/Amsterdam"));
    assert_eq!(first.platform(), Some("iOS"));
    assert_eq!((first.thread_root(), first.team_id()), (None, None));
    assert_eq!(first.rest["localTimestamp"], "2026-09-14T08:45:12.480+02:00", "nothing is lost");
}

#[test]
fn mentions_of_the_bot_are_taken_out_and_others_stay_by_name() {
    let said = activity("mention_in_channel");
    assert_eq!(said.spoken(), "wat weet Kees van agenda?");
    assert!(said.mentions_recipient());
    assert_eq!(said.mentions().count(), 3);
    assert_eq!(said.scope(), Scope::Team);
    assert_eq!(said.thread_root(), Some("1789368999000"));
    assert_eq!(said.conversation_without_thread(), "19:desk-channel@thread.tacv2");
    assert_eq!(said.team_id(), Some("19:citizens-team@thread.tacv2"));
    assert_eq!(said.team_channel_id(), Some("19:desk-channel@thread.tacv2"));
}

#[test]
fn a_submitted_card_is_a_message_without_words() {
    let submit = activity("card_submit");
    let View::CardSubmit(value) = submit.view() else { panic!("{:?}", submit.view()) };
    assert_eq!(value["choice"], "2");
    assert_eq!(submit.reply_to_id.as_deref(), Some("1789368320001"));
}

#[test]
fn card_actions_and_dialogs_bring_their_data() {
    let Invoke::CardAction(pressed) = asked("card_action") else { panic!() };
    assert_eq!(pressed.trigger.as_deref(), Some("manual"));
    assert_eq!(pressed.action.verb.as_deref(), Some("choose"));
    assert_eq!(pressed.action.data.unwrap()["choice"], "1");
    let Invoke::TaskFetch(fetch) = asked("task_fetch") else { panic!() };
    assert_eq!(fetch.data.unwrap()["stapje"]["act"], "open-settings");
    let Invoke::TaskSubmit(submit) = asked("task_submit") else { panic!() };
    assert_eq!(submit.data.unwrap()["days"], "2,4");
}

#[test]
fn searches_say_what_and_which_part() {
    let Invoke::Query(query) = asked("query") else { panic!() };
    assert_eq!((query.command_id.as_str(), query.parameter("q")), ("searchTip", "veilig delen"));
    assert_eq!((query.query_options.skip, query.query_options.count), (Some(5), Some(10)));
    assert!(!query.is_initial_run());
    assert_eq!(activity("query").scope(), Scope::GroupChat);
    let Invoke::Query(initial) = asked("initial_query") else { panic!() };
    assert!(initial.is_initial_run());
    assert_eq!(initial.parameter("q"), "");
    assert_eq!((initial.query_options.skip, initial.query_options.count), (Some(0), Some(25)));
}

#[test]
fn feedback_files_and_actions_of_extensions_are_read() {
    let Invoke::MessageSubmitAction(liked) = asked("feedback") else { panic!() };
    assert_eq!((liked.action_name.as_str(), liked.reaction.as_deref()), ("feedback", Some("like")));
    let Invoke::MessageFetchTask(nested) = asked("feedback_nested") else { panic!() };
    assert_eq!(nested.reaction.as_deref(), Some("dislike"));
    let Invoke::FileConsent(file) = asked("file_consent") else { panic!() };
    assert_eq!((file.action.as_str(), file.upload), ("decline", None));
    let Invoke::SubmitAction(task) = asked("extension_task") else { panic!() };
    assert_eq!((task.command_id.as_str(), task.command_context.as_str()), ("makeTip", "message"));
    assert_eq!(task.bot_message_preview_action.as_deref(), Some("send"));
}

#[test]
fn what_happens_to_messages_is_known() {
    let reaction = activity("reaction");
    let View::MessageReaction { added, removed } = reaction.view() else { panic!() };
    assert_eq!((added[0].kind.as_str(), added.len(), removed.len()), ("heart", 2, 0));
    assert_eq!(activity("message_update").view(), View::MessageUpdate(MessageChange::Edited));
    assert_eq!(activity("message_delete").view(), View::MessageDelete);
    assert_eq!(activity("read_receipt").view(), View::Event(Notice::ReadReceipt));
}

#[test]
fn every_change_of_a_team_is_known_whatever_its_capitals() {
    let mut update = activity("team_restored");
    for (name, expected) in [
        ("channelCreated", Change::ChannelCreated),
        ("channelRenamed", Change::ChannelRenamed),
        ("channelDeleted", Change::ChannelDeleted),
        ("channelRestored", Change::ChannelRestored),
        ("teamMemberAdded", Change::TeamMemberAdded),
        ("teamMemberRemoved", Change::TeamMemberRemoved),
        ("teamRenamed", Change::TeamRenamed),
        ("teamDeleted", Change::TeamDeleted),
        ("teamHardDeleted", Change::TeamHardDeleted),
        ("teamArchived", Change::TeamArchived),
        ("teamUnarchived", Change::TeamUnarchived),
        ("teamrestored", Change::TeamRestored),
        ("teamPainted", Change::Other("teamPainted")),
    ] {
        for said in [name.to_owned(), name.to_uppercase()] {
            update.channel_data.as_mut().unwrap().event_type = Some(said.clone());
            let View::ConversationUpdate { change, .. } = update.view() else { panic!() };
            match expected {
                Change::Other(_) => assert_eq!(change, Change::Other(&said)),
                expected => assert_eq!(change, expected),
            }
        }
    }
}

#[test]
fn every_kind_has_a_view() {
    for (kind, expected) in [
        ("messageDelete", View::MessageDelete),
        ("typing", View::Typing),
        ("endOfConversation", View::EndOfConversation),
        ("trace", View::Trace),
        ("handoff", View::Handoff),
        ("command", View::Command),
        ("commandResult", View::Command),
        ("somethingNew", View::Other("somethingNew")),
    ] {
        let activity = Activity { kind: kind.to_owned(), ..Activity::default() };
        assert_eq!(activity.view(), expected);
    }
}

#[test]
fn every_invoke_is_known_by_its_name() {
    for (name, expected) in [
        ("adaptiveCard/action", Invoke::CardAction(CardAction::default())),
        ("task/fetch", Invoke::TaskFetch(TaskRequest::default())),
        ("task/submit", Invoke::TaskSubmit(TaskRequest::default())),
        ("composeExtension/query", Invoke::Query(Query::default())),
        ("composeExtension/queryLink", Invoke::QueryLink),
        ("composeExtension/anonymousQueryLink", Invoke::AnonymousQueryLink),
        ("composeExtension/querySettingUrl", Invoke::QuerySettingUrl),
        ("composeExtension/setting", Invoke::Setting),
        ("composeExtension/selectItem", Invoke::SelectItem),
        ("composeExtension/fetchTask", Invoke::FetchTask(ExtensionTask::default())),
        ("composeExtension/submitAction", Invoke::SubmitAction(ExtensionTask::default())),
        ("composeExtension/onCardButtonClicked", Invoke::CardButtonClicked),
        ("signin/verifyState", Invoke::SignInVerifyState),
        ("signin/tokenExchange", Invoke::SignInTokenExchange),
        ("signin/failure", Invoke::SignInFailure),
        ("message/fetchTask", Invoke::MessageFetchTask(Feedback::default())),
        ("message/submitAction", Invoke::MessageSubmitAction(Feedback::default())),
        ("fileConsent/invoke", Invoke::FileConsent(FileConsent::default())),
        ("config/fetch", Invoke::ConfigFetch),
        ("config/submit", Invoke::ConfigSubmit),
        ("tab/fetch", Invoke::TabFetch),
        ("tab/submit", Invoke::TabSubmit),
        ("application/search", Invoke::ApplicationSearch),
        ("suggestedActions/submit", Invoke::SuggestedActionsSubmit),
        ("actionableMessage/executeAction", Invoke::ActionableMessageExecute),
        ("handoff/action", Invoke::HandoffAction),
        ("htmlwidget/calltool", Invoke::WidgetCallTool),
        ("", Invoke::Nameless),
        ("task/Fetch", Invoke::Other("task/Fetch".to_owned())),
    ] {
        let (kind, named) = ("invoke".to_owned(), Some(name.to_owned()));
        let invoke = Activity { kind, name: named, ..Activity::default() };
        assert_eq!(invoke.view(), View::Invoke(expected), "{name}");
    }
    let nameless = Activity { kind: "invoke".to_owned(), ..Activity::default() };
    assert_eq!(nameless.view(), View::Invoke(Invoke::Nameless));
}

#[test]
fn every_notice_is_known_with_microsofts_prefix_and_without() {
    for (name, expected) in [
        ("readReceipt", Notice::ReadReceipt),
        ("meetingStart", Notice::MeetingStart),
        ("meetingEnd", Notice::MeetingEnd),
        ("meetingParticipantJoin", Notice::MeetingParticipantJoin),
        ("meetingParticipantLeave", Notice::MeetingParticipantLeave),
        ("agentLifecycle", Notice::AgentLifecycle),
        ("tokens/response", Notice::TokenResponse),
        ("somethingNew", Notice::Other("somethingNew")),
        ("", Notice::Other("")),
    ] {
        for said in [name.to_owned(), format!("application/vnd.microsoft.{name}")] {
            let (kind, name) = ("event".to_owned(), Some(said.clone()));
            let event = Activity { kind, name, ..Activity::default() };
            match expected {
                Notice::Other(_) => assert_eq!(event.view(), View::Event(Notice::Other(&said))),
                expected => assert_eq!(event.view(), View::Event(expected)),
            }
        }
    }
}

#[test]
fn every_change_of_a_message_is_known_whatever_its_capitals() {
    let mut update = activity("message_update");
    for (name, expected) in [
        ("editMessage", MessageChange::Edited),
        ("undeleteMessage", MessageChange::Undeleted),
        ("UNDELETEMESSAGE", MessageChange::Undeleted),
        ("paintMessage", MessageChange::Other("paintMessage")),
        ("", MessageChange::Other("")),
    ] {
        update.channel_data.as_mut().unwrap().event_type = Some(name.to_owned());
        assert_eq!(update.view(), View::MessageUpdate(expected));
    }
    update.channel_data = None;
    assert_eq!(update.view(), View::MessageUpdate(MessageChange::Other("")));
}

#[test]
fn one_odd_element_does_not_hide_the_others() {
    let mut body: Value = serde_json::to_value(activity("install_members")).unwrap();
    body["membersAdded"].as_array_mut().unwrap().insert(0, json!(null));
    body["entities"] = json!([7, { "type": "clientInfo", "platform": "Mac" }]);
    let read = Activity::parse(body.to_string().as_bytes()).unwrap();
    assert_eq!(read.members_added.len(), 2);
    assert_eq!(read.platform(), Some("Mac"));
}

#[test]
fn only_type_and_conversation_are_needed() {
    let parse = |body: Value| Activity::parse(body.to_string().as_bytes()).map(|_| ());
    assert_eq!(parse(json!({ "type": "x", "conversation": { "id": "a:1" } })), Ok(()));
    assert_eq!(parse(json!({ "conversation": { "id": "a:1" } })), Err(ParseError::NoType));
    assert_eq!(parse(json!({ "type": "x", "conversation": {} })), Err(ParseError::NoConversation));
    assert_eq!(parse(json!([])), Err(ParseError::NotJson));
    assert_eq!(Activity::parse(b"{"), Err(ParseError::NotJson));
}

#[test]
fn the_address_at_which_anybody_may_write_is_never_shown() {
    let value = json!({
        "action": "accept",
        "uploadInfo": {
            "uploadUrl": "https://files.example.org/upload?tempauth=geheim",
            "contentUrl": "https://files.example.org/personal/sanne/x.txt",
            "name": "x.txt", "uniqueId": "7", "fileType": "txt",
        },
    });
    let name = Some("fileConsent/invoke".to_owned());
    let invoke = Activity { name, value: Some(value), ..Activity::default() };
    let Invoke::FileConsent(consent) = Invoke::of(&invoke) else { panic!("a consent") };
    let upload = consent.upload.clone().expect("an address");
    assert!(upload.upload_url.ends_with("tempauth=geheim"), "it can be used");
    let shown = format!("{consent:?} {upload:#?}");
    for part in ["geheim", "sanne", "https"] {
        assert!(!shown.contains(part), "{part}: {shown}");
    }
    assert!(shown.contains("txt"), "{shown}");
}
