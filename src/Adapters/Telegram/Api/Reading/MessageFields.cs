using System.Collections.Frozen;

namespace Bots.Adapters.Telegram.Api.Reading;

/// <summary>What a field of a message says about the message, when it is not one of those read by name.</summary>
internal enum MessageFieldKind
{
    /// <summary>No documentation known here names it: something new.</summary>
    Unknown,

    /// <summary>It adds to the message and changes nothing for us.</summary>
    Detailing,

    /// <summary>The message is this, and the field is a file.</summary>
    File,

    /// <summary>The message is this, and the field has words to say about it.</summary>
    Detail,

    /// <summary>The message is this, and nothing in the field is of use here.</summary>
    Content,

    /// <summary>Nobody wrote this message: something happened in the chat.</summary>
    Service,
}

/// <summary>Sorts the fields of a message (Bot API, Message).</summary>
internal static class MessageFields
{
    private const string Detailing =
        "direct_messages_topic sender_boost_count sender_business_bot sender_tag guest_query_id business_connection_id is_automatic_forward external_reply reply_to_story "
        + "reply_to_checklist_task_id reply_to_poll_option_id via_bot guest_bot_caller_user guest_bot_caller_chat has_protected_content is_from_offline is_paid_post "
        + "author_signature paid_star_count link_preview_options suggested_post_info effect_id show_caption_above_media has_media_spoiler reply_markup";

    private const string Files = "animation audio document photo sticker video video_note voice";

    private const string Details = "contact dice game location poll venue";

    // Presents and what a web app sends are service messages by the documentation, but the user sent them to the bot and waits for an answer.
    private const string Contents = "checklist giveaway giveaway_winners invoice live_photo paid_media rich_message story gift unique_gift web_app_data";

    private const string Services =
        "new_chat_members left_chat_member chat_owner_left chat_owner_changed new_chat_title new_chat_photo delete_chat_photo group_chat_created supergroup_chat_created "
        + "channel_chat_created message_auto_delete_timer_changed pinned_message successful_payment refunded_payment users_shared chat_shared "
        + "gift_upgrade_sent connected_website write_access_allowed passport_data proximity_alert_triggered boost_added chat_background_set checklist_tasks_done "
        + "checklist_tasks_added direct_message_price_changed forum_topic_created forum_topic_edited forum_topic_closed forum_topic_reopened general_forum_topic_hidden "
        + "general_forum_topic_unhidden giveaway_created giveaway_completed managed_bot_created paid_message_price_changed poll_option_added poll_option_deleted "
        + "suggested_post_approved suggested_post_approval_failed suggested_post_declined suggested_post_paid suggested_post_refunded video_chat_scheduled video_chat_started "
        + "video_chat_ended video_chat_participants_invited";

    private static readonly FrozenDictionary<string, (MessageFieldKind Kind, string Name)> Known = new[]
    {
        (MessageFieldKind.Detailing, Detailing), (MessageFieldKind.File, Files), (MessageFieldKind.Detail, Details), (MessageFieldKind.Content, Contents), (MessageFieldKind.Service, Services),
    }.SelectMany(static group => group.Item2.Split(' ').Select(name => (Kind: group.Item1, Name: name))).ToFrozenDictionary(static field => field.Name);

    private static readonly FrozenDictionary<string, (MessageFieldKind Kind, string Name)>.AlternateLookup<ReadOnlySpan<char>> BySpan = Known.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>What the field is; <paramref name="known"/> is its name where there is one.</summary>
    public static MessageFieldKind KindOf(ReadOnlySpan<char> name, out string known)
    {
        var found = BySpan.TryGetValue(name, out var field);
        known = found ? field.Name : "";
        return found ? field.Kind : MessageFieldKind.Unknown;
    }
}
