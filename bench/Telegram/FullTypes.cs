using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bots.Bench.Telegram.Full;

// Bot API 10.1: every type that an update can hold, with every field, as a complete client reads them. Made by full_types.py, for comparison only.
public sealed class Animation { public string? FileId { get; set; } public string? FileUniqueId { get; set; } public long? Width { get; set; } public long? Height { get; set; } public long? Duration { get; set; } public PhotoSize? Thumbnail { get; set; } public string? FileName { get; set; } public string? MimeType { get; set; } public long? FileSize { get; set; } }

public sealed class Audio { public string? FileId { get; set; } public string? FileUniqueId { get; set; } public long? Duration { get; set; } public string? Performer { get; set; } public string? Title { get; set; } public string? FileName { get; set; } public string? MimeType { get; set; } public long? FileSize { get; set; } public PhotoSize? Thumbnail { get; set; } }

public sealed class BackgroundFill { public string? Type { get; set; } public long? Color { get; set; } public long? TopColor { get; set; } public long? BottomColor { get; set; } public long? RotationAngle { get; set; } public List<long>? Colors { get; set; } }

public sealed class BackgroundType { public string? Type { get; set; } public BackgroundFill? Fill { get; set; } public long? DarkThemeDimming { get; set; } public Document? Document { get; set; } public bool? IsBlurred { get; set; } public bool? IsMoving { get; set; } public long? Intensity { get; set; } public bool? IsInverted { get; set; } public string? ThemeName { get; set; } }

public sealed class BusinessBotRights { public bool? CanReply { get; set; } public bool? CanReadMessages { get; set; } public bool? CanDeleteSentMessages { get; set; } public bool? CanDeleteAllMessages { get; set; } public bool? CanEditName { get; set; } public bool? CanEditBio { get; set; } public bool? CanEditProfilePhoto { get; set; } public bool? CanEditUsername { get; set; } public bool? CanChangeGiftSettings { get; set; } public bool? CanViewGiftsAndStars { get; set; } public bool? CanConvertGiftsToStars { get; set; } public bool? CanTransferAndUpgradeGifts { get; set; } public bool? CanTransferStars { get; set; } public bool? CanManageStories { get; set; } }

public sealed class BusinessConnection { public string? Id { get; set; } public User? User { get; set; } public long? UserChatId { get; set; } public long? Date { get; set; } public BusinessBotRights? Rights { get; set; } public bool? IsEnabled { get; set; } }

public sealed class BusinessMessagesDeleted { public string? BusinessConnectionId { get; set; } public Chat? Chat { get; set; } public List<long>? MessageIds { get; set; } }

public sealed class CallbackGame {  }

public sealed class CallbackQuery { public string? Id { get; set; } public User? From { get; set; } public MaybeInaccessibleMessage? Message { get; set; } public string? InlineMessageId { get; set; } public string? ChatInstance { get; set; } public string? Data { get; set; } public string? GameShortName { get; set; } }

public sealed class Chat { public long? Id { get; set; } public string? Type { get; set; } public string? Title { get; set; } public string? Username { get; set; } public string? FirstName { get; set; } public string? LastName { get; set; } public bool? IsForum { get; set; } public bool? IsDirectMessages { get; set; } }

public sealed class ChatBackground { public BackgroundType? Type { get; set; } }

public sealed class ChatBoost { public string? BoostId { get; set; } public long? AddDate { get; set; } public long? ExpirationDate { get; set; } public ChatBoostSource? Source { get; set; } }

public sealed class ChatBoostAdded { public long? BoostCount { get; set; } }

public sealed class ChatBoostRemoved { public Chat? Chat { get; set; } public string? BoostId { get; set; } public long? RemoveDate { get; set; } public ChatBoostSource? Source { get; set; } }

public sealed class ChatBoostSource { public string? Source { get; set; } public User? User { get; set; } public long? GiveawayMessageId { get; set; } public long? PrizeStarCount { get; set; } public bool? IsUnclaimed { get; set; } }

public sealed class ChatBoostUpdated { public Chat? Chat { get; set; } public ChatBoost? Boost { get; set; } }

public sealed class ChatInviteLink { public string? InviteLink { get; set; } public User? Creator { get; set; } public bool? CreatesJoinRequest { get; set; } public bool? IsPrimary { get; set; } public bool? IsRevoked { get; set; } public string? Name { get; set; } public long? ExpireDate { get; set; } public long? MemberLimit { get; set; } public long? PendingJoinRequestCount { get; set; } public long? SubscriptionPeriod { get; set; } public long? SubscriptionPrice { get; set; } }

public sealed class ChatJoinRequest { public Chat? Chat { get; set; } public User? From { get; set; } public long? UserChatId { get; set; } public long? Date { get; set; } public string? Bio { get; set; } public ChatInviteLink? InviteLink { get; set; } public string? QueryId { get; set; } }

public sealed class ChatMember { public string? Status { get; set; } public User? User { get; set; } public bool? IsAnonymous { get; set; } public string? CustomTitle { get; set; } public bool? CanBeEdited { get; set; } public bool? CanManageChat { get; set; } public bool? CanDeleteMessages { get; set; } public bool? CanManageVideoChats { get; set; } public bool? CanRestrictMembers { get; set; } public bool? CanPromoteMembers { get; set; } public bool? CanChangeInfo { get; set; } public bool? CanInviteUsers { get; set; } public bool? CanPostStories { get; set; } public bool? CanEditStories { get; set; } public bool? CanDeleteStories { get; set; } public bool? CanPostMessages { get; set; } public bool? CanEditMessages { get; set; } public bool? CanPinMessages { get; set; } public bool? CanManageTopics { get; set; } public bool? CanManageDirectMessages { get; set; } public bool? CanManageTags { get; set; } public string? Tag { get; set; } public long? UntilDate { get; set; } public bool? IsMember { get; set; } public bool? CanSendMessages { get; set; } public bool? CanSendAudios { get; set; } public bool? CanSendDocuments { get; set; } public bool? CanSendPhotos { get; set; } public bool? CanSendVideos { get; set; } public bool? CanSendVideoNotes { get; set; } public bool? CanSendVoiceNotes { get; set; } public bool? CanSendPolls { get; set; } public bool? CanSendOtherMessages { get; set; } public bool? CanAddWebPagePreviews { get; set; } public bool? CanReactToMessages { get; set; } public bool? CanEditTag { get; set; } }

public sealed class ChatMemberUpdated { public Chat? Chat { get; set; } public User? From { get; set; } public long? Date { get; set; } public ChatMember? OldChatMember { get; set; } public ChatMember? NewChatMember { get; set; } public ChatInviteLink? InviteLink { get; set; } public bool? ViaJoinRequest { get; set; } public bool? ViaChatFolderInviteLink { get; set; } }

public sealed class ChatOwnerChanged { public User? NewOwner { get; set; } }

public sealed class ChatOwnerLeft { public User? NewOwner { get; set; } }

public sealed class ChatShared { public long? RequestId { get; set; } public long? ChatId { get; set; } public string? Title { get; set; } public string? Username { get; set; } public List<PhotoSize>? Photo { get; set; } }

public sealed class Checklist { public string? Title { get; set; } public List<MessageEntity>? TitleEntities { get; set; } public List<ChecklistTask>? Tasks { get; set; } public bool? OthersCanAddTasks { get; set; } public bool? OthersCanMarkTasksAsDone { get; set; } }

public sealed class ChecklistTask { public long? Id { get; set; } public string? Text { get; set; } public List<MessageEntity>? TextEntities { get; set; } public User? CompletedByUser { get; set; } public Chat? CompletedByChat { get; set; } public long? CompletionDate { get; set; } }

public sealed class ChecklistTasksAdded { public Message? ChecklistMessage { get; set; } public List<ChecklistTask>? Tasks { get; set; } }

public sealed class ChecklistTasksDone { public Message? ChecklistMessage { get; set; } public List<long>? MarkedAsDoneTaskIds { get; set; } public List<long>? MarkedAsNotDoneTaskIds { get; set; } }

public sealed class ChosenInlineResult { public string? ResultId { get; set; } public User? From { get; set; } public Location? Location { get; set; } public string? InlineMessageId { get; set; } public string? Query { get; set; } }

public sealed class Contact { public string? PhoneNumber { get; set; } public string? FirstName { get; set; } public string? LastName { get; set; } public long? UserId { get; set; } public string? Vcard { get; set; } }

public sealed class CopyTextButton { public string? Text { get; set; } }

public sealed class Dice { public string? Emoji { get; set; } public long? Value { get; set; } }

public sealed class DirectMessagePriceChanged { public bool? AreDirectMessagesEnabled { get; set; } public long? DirectMessageStarCount { get; set; } }

public sealed class DirectMessagesTopic { public long? TopicId { get; set; } public User? User { get; set; } }

public sealed class Document { public string? FileId { get; set; } public string? FileUniqueId { get; set; } public PhotoSize? Thumbnail { get; set; } public string? FileName { get; set; } public string? MimeType { get; set; } public long? FileSize { get; set; } }

public sealed class EncryptedCredentials { public string? Data { get; set; } public string? Hash { get; set; } public string? Secret { get; set; } }

public sealed class EncryptedPassportElement { public string? Type { get; set; } public string? Data { get; set; } public string? PhoneNumber { get; set; } public string? Email { get; set; } public List<PassportFile>? Files { get; set; } public PassportFile? FrontSide { get; set; } public PassportFile? ReverseSide { get; set; } public PassportFile? Selfie { get; set; } public List<PassportFile>? Translation { get; set; } public string? Hash { get; set; } }

public sealed class ExternalReplyInfo { public MessageOrigin? Origin { get; set; } public Chat? Chat { get; set; } public long? MessageId { get; set; } public LinkPreviewOptions? LinkPreviewOptions { get; set; } public Animation? Animation { get; set; } public Audio? Audio { get; set; } public Document? Document { get; set; } public LivePhoto? LivePhoto { get; set; } public PaidMediaInfo? PaidMedia { get; set; } public List<PhotoSize>? Photo { get; set; } public Sticker? Sticker { get; set; } public Story? Story { get; set; } public Video? Video { get; set; } public VideoNote? VideoNote { get; set; } public Voice? Voice { get; set; } public bool? HasMediaSpoiler { get; set; } public Checklist? Checklist { get; set; } public Contact? Contact { get; set; } public Dice? Dice { get; set; } public Game? Game { get; set; } public Giveaway? Giveaway { get; set; } public GiveawayWinners? GiveawayWinners { get; set; } public Invoice? Invoice { get; set; } public Location? Location { get; set; } public Poll? Poll { get; set; } public Venue? Venue { get; set; } }

public sealed class File { public string? FileId { get; set; } public string? FileUniqueId { get; set; } public long? FileSize { get; set; } public string? FilePath { get; set; } }

public sealed class ForumTopicClosed {  }

public sealed class ForumTopicCreated { public string? Name { get; set; } public long? IconColor { get; set; } public string? IconCustomEmojiId { get; set; } public bool? IsNameImplicit { get; set; } }

public sealed class ForumTopicEdited { public string? Name { get; set; } public string? IconCustomEmojiId { get; set; } }

public sealed class ForumTopicReopened {  }

public sealed class Game { public string? Title { get; set; } public string? Description { get; set; } public List<PhotoSize>? Photo { get; set; } public string? Text { get; set; } public List<MessageEntity>? TextEntities { get; set; } public Animation? Animation { get; set; } }

public sealed class GeneralForumTopicHidden {  }

public sealed class GeneralForumTopicUnhidden {  }

public sealed class Gift { public string? Id { get; set; } public Sticker? Sticker { get; set; } public long? StarCount { get; set; } public long? UpgradeStarCount { get; set; } public bool? IsPremium { get; set; } public bool? HasColors { get; set; } public long? TotalCount { get; set; } public long? RemainingCount { get; set; } public long? PersonalTotalCount { get; set; } public long? PersonalRemainingCount { get; set; } public GiftBackground? Background { get; set; } public long? UniqueGiftVariantCount { get; set; } public Chat? PublisherChat { get; set; } }

public sealed class GiftBackground { public long? CenterColor { get; set; } public long? EdgeColor { get; set; } public long? TextColor { get; set; } }

public sealed class GiftInfo { public Gift? Gift { get; set; } public string? OwnedGiftId { get; set; } public long? ConvertStarCount { get; set; } public long? PrepaidUpgradeStarCount { get; set; } public bool? IsUpgradeSeparate { get; set; } public bool? CanBeUpgraded { get; set; } public string? Text { get; set; } public List<MessageEntity>? Entities { get; set; } public bool? IsPrivate { get; set; } public long? UniqueGiftNumber { get; set; } }

public sealed class Giveaway { public List<Chat>? Chats { get; set; } public long? WinnersSelectionDate { get; set; } public long? WinnerCount { get; set; } public bool? OnlyNewMembers { get; set; } public bool? HasPublicWinners { get; set; } public string? PrizeDescription { get; set; } public List<string>? CountryCodes { get; set; } public long? PrizeStarCount { get; set; } public long? PremiumSubscriptionMonthCount { get; set; } }

public sealed class GiveawayCompleted { public long? WinnerCount { get; set; } public long? UnclaimedPrizeCount { get; set; } public Message? GiveawayMessage { get; set; } public bool? IsStarGiveaway { get; set; } }

public sealed class GiveawayCreated { public long? PrizeStarCount { get; set; } }

public sealed class GiveawayWinners { public Chat? Chat { get; set; } public long? GiveawayMessageId { get; set; } public long? WinnersSelectionDate { get; set; } public long? WinnerCount { get; set; } public List<User>? Winners { get; set; } public long? AdditionalChatCount { get; set; } public long? PrizeStarCount { get; set; } public long? PremiumSubscriptionMonthCount { get; set; } public long? UnclaimedPrizeCount { get; set; } public bool? OnlyNewMembers { get; set; } public bool? WasRefunded { get; set; } public string? PrizeDescription { get; set; } }

public sealed class InlineKeyboardButton { public string? Text { get; set; } public string? IconCustomEmojiId { get; set; } public string? Style { get; set; } public string? Url { get; set; } public string? CallbackData { get; set; } public WebAppInfo? WebApp { get; set; } public LoginUrl? LoginUrl { get; set; } public string? SwitchInlineQuery { get; set; } public string? SwitchInlineQueryCurrentChat { get; set; } public SwitchInlineQueryChosenChat? SwitchInlineQueryChosenChat { get; set; } public CopyTextButton? CopyText { get; set; } public CallbackGame? CallbackGame { get; set; } public bool? Pay { get; set; } }

public sealed class InlineKeyboardMarkup { public List<List<InlineKeyboardButton>>? InlineKeyboard { get; set; } }

public sealed class InlineQuery { public string? Id { get; set; } public User? From { get; set; } public string? Query { get; set; } public string? Offset { get; set; } public string? ChatType { get; set; } public Location? Location { get; set; } }

public sealed class Invoice { public string? Title { get; set; } public string? Description { get; set; } public string? StartParameter { get; set; } public string? Currency { get; set; } public long? TotalAmount { get; set; } }

public sealed class Link { public string? Url { get; set; } }

public sealed class LinkPreviewOptions { public bool? IsDisabled { get; set; } public string? Url { get; set; } public bool? PreferSmallMedia { get; set; } public bool? PreferLargeMedia { get; set; } public bool? ShowAboveText { get; set; } }

public sealed class LivePhoto { public List<PhotoSize>? Photo { get; set; } public string? FileId { get; set; } public string? FileUniqueId { get; set; } public long? Width { get; set; } public long? Height { get; set; } public long? Duration { get; set; } public string? MimeType { get; set; } public long? FileSize { get; set; } }

public sealed class Location { public double? Latitude { get; set; } public double? Longitude { get; set; } public double? HorizontalAccuracy { get; set; } public long? LivePeriod { get; set; } public long? Heading { get; set; } public long? ProximityAlertRadius { get; set; } }

public sealed class LoginUrl { public string? Url { get; set; } public string? ForwardText { get; set; } public string? BotUsername { get; set; } public bool? RequestWriteAccess { get; set; } }

public sealed class ManagedBotCreated { public User? Bot { get; set; } }

public sealed class ManagedBotUpdated { public User? User { get; set; } public User? Bot { get; set; } }

public sealed class MaskPosition { public string? Point { get; set; } public double? XShift { get; set; } public double? YShift { get; set; } public double? Scale { get; set; } }

public sealed class MaybeInaccessibleMessage { public long? MessageId { get; set; } public long? MessageThreadId { get; set; } public DirectMessagesTopic? DirectMessagesTopic { get; set; } public User? From { get; set; } public Chat? SenderChat { get; set; } public long? SenderBoostCount { get; set; } public User? SenderBusinessBot { get; set; } public string? SenderTag { get; set; } public long? Date { get; set; } public string? GuestQueryId { get; set; } public string? BusinessConnectionId { get; set; } public Chat? Chat { get; set; } public MessageOrigin? ForwardOrigin { get; set; } public bool? IsTopicMessage { get; set; } public bool? IsAutomaticForward { get; set; } public Message? ReplyToMessage { get; set; } public ExternalReplyInfo? ExternalReply { get; set; } public TextQuote? Quote { get; set; } public Story? ReplyToStory { get; set; } public long? ReplyToChecklistTaskId { get; set; } public string? ReplyToPollOptionId { get; set; } public User? ViaBot { get; set; } public User? GuestBotCallerUser { get; set; } public Chat? GuestBotCallerChat { get; set; } public long? EditDate { get; set; } public bool? HasProtectedContent { get; set; } public bool? IsFromOffline { get; set; } public bool? IsPaidPost { get; set; } public string? MediaGroupId { get; set; } public string? AuthorSignature { get; set; } public long? PaidStarCount { get; set; } public string? Text { get; set; } public List<MessageEntity>? Entities { get; set; } public LinkPreviewOptions? LinkPreviewOptions { get; set; } public SuggestedPostInfo? SuggestedPostInfo { get; set; } public string? EffectId { get; set; } public RichMessage? RichMessage { get; set; } public Animation? Animation { get; set; } public Audio? Audio { get; set; } public Document? Document { get; set; } public LivePhoto? LivePhoto { get; set; } public PaidMediaInfo? PaidMedia { get; set; } public List<PhotoSize>? Photo { get; set; } public Sticker? Sticker { get; set; } public Story? Story { get; set; } public Video? Video { get; set; } public VideoNote? VideoNote { get; set; } public Voice? Voice { get; set; } public string? Caption { get; set; } public List<MessageEntity>? CaptionEntities { get; set; } public bool? ShowCaptionAboveMedia { get; set; } public bool? HasMediaSpoiler { get; set; } public Checklist? Checklist { get; set; } public Contact? Contact { get; set; } public Dice? Dice { get; set; } public Game? Game { get; set; } public Poll? Poll { get; set; } public Venue? Venue { get; set; } public Location? Location { get; set; } public List<User>? NewChatMembers { get; set; } public User? LeftChatMember { get; set; } public ChatOwnerLeft? ChatOwnerLeft { get; set; } public ChatOwnerChanged? ChatOwnerChanged { get; set; } public string? NewChatTitle { get; set; } public List<PhotoSize>? NewChatPhoto { get; set; } public bool? DeleteChatPhoto { get; set; } public bool? GroupChatCreated { get; set; } public bool? SupergroupChatCreated { get; set; } public bool? ChannelChatCreated { get; set; } public MessageAutoDeleteTimerChanged? MessageAutoDeleteTimerChanged { get; set; } public long? MigrateToChatId { get; set; } public long? MigrateFromChatId { get; set; } public MaybeInaccessibleMessage? PinnedMessage { get; set; } public Invoice? Invoice { get; set; } public SuccessfulPayment? SuccessfulPayment { get; set; } public RefundedPayment? RefundedPayment { get; set; } public UsersShared? UsersShared { get; set; } public ChatShared? ChatShared { get; set; } public GiftInfo? Gift { get; set; } public UniqueGiftInfo? UniqueGift { get; set; } public GiftInfo? GiftUpgradeSent { get; set; } public string? ConnectedWebsite { get; set; } public WriteAccessAllowed? WriteAccessAllowed { get; set; } public PassportData? PassportData { get; set; } public ProximityAlertTriggered? ProximityAlertTriggered { get; set; } public ChatBoostAdded? BoostAdded { get; set; } public ChatBackground? ChatBackgroundSet { get; set; } public ChecklistTasksDone? ChecklistTasksDone { get; set; } public ChecklistTasksAdded? ChecklistTasksAdded { get; set; } public DirectMessagePriceChanged? DirectMessagePriceChanged { get; set; } public ForumTopicCreated? ForumTopicCreated { get; set; } public ForumTopicEdited? ForumTopicEdited { get; set; } public ForumTopicClosed? ForumTopicClosed { get; set; } public ForumTopicReopened? ForumTopicReopened { get; set; } public GeneralForumTopicHidden? GeneralForumTopicHidden { get; set; } public GeneralForumTopicUnhidden? GeneralForumTopicUnhidden { get; set; } public GiveawayCreated? GiveawayCreated { get; set; } public Giveaway? Giveaway { get; set; } public GiveawayWinners? GiveawayWinners { get; set; } public GiveawayCompleted? GiveawayCompleted { get; set; } public ManagedBotCreated? ManagedBotCreated { get; set; } public PaidMessagePriceChanged? PaidMessagePriceChanged { get; set; } public PollOptionAdded? PollOptionAdded { get; set; } public PollOptionDeleted? PollOptionDeleted { get; set; } public SuggestedPostApproved? SuggestedPostApproved { get; set; } public SuggestedPostApprovalFailed? SuggestedPostApprovalFailed { get; set; } public SuggestedPostDeclined? SuggestedPostDeclined { get; set; } public SuggestedPostPaid? SuggestedPostPaid { get; set; } public SuggestedPostRefunded? SuggestedPostRefunded { get; set; } public VideoChatScheduled? VideoChatScheduled { get; set; } public VideoChatStarted? VideoChatStarted { get; set; } public VideoChatEnded? VideoChatEnded { get; set; } public VideoChatParticipantsInvited? VideoChatParticipantsInvited { get; set; } public WebAppData? WebAppData { get; set; } public InlineKeyboardMarkup? ReplyMarkup { get; set; } }

public sealed class Message { public long? MessageId { get; set; } public long? MessageThreadId { get; set; } public DirectMessagesTopic? DirectMessagesTopic { get; set; } public User? From { get; set; } public Chat? SenderChat { get; set; } public long? SenderBoostCount { get; set; } public User? SenderBusinessBot { get; set; } public string? SenderTag { get; set; } public long? Date { get; set; } public string? GuestQueryId { get; set; } public string? BusinessConnectionId { get; set; } public Chat? Chat { get; set; } public MessageOrigin? ForwardOrigin { get; set; } public bool? IsTopicMessage { get; set; } public bool? IsAutomaticForward { get; set; } public Message? ReplyToMessage { get; set; } public ExternalReplyInfo? ExternalReply { get; set; } public TextQuote? Quote { get; set; } public Story? ReplyToStory { get; set; } public long? ReplyToChecklistTaskId { get; set; } public string? ReplyToPollOptionId { get; set; } public User? ViaBot { get; set; } public User? GuestBotCallerUser { get; set; } public Chat? GuestBotCallerChat { get; set; } public long? EditDate { get; set; } public bool? HasProtectedContent { get; set; } public bool? IsFromOffline { get; set; } public bool? IsPaidPost { get; set; } public string? MediaGroupId { get; set; } public string? AuthorSignature { get; set; } public long? PaidStarCount { get; set; } public string? Text { get; set; } public List<MessageEntity>? Entities { get; set; } public LinkPreviewOptions? LinkPreviewOptions { get; set; } public SuggestedPostInfo? SuggestedPostInfo { get; set; } public string? EffectId { get; set; } public RichMessage? RichMessage { get; set; } public Animation? Animation { get; set; } public Audio? Audio { get; set; } public Document? Document { get; set; } public LivePhoto? LivePhoto { get; set; } public PaidMediaInfo? PaidMedia { get; set; } public List<PhotoSize>? Photo { get; set; } public Sticker? Sticker { get; set; } public Story? Story { get; set; } public Video? Video { get; set; } public VideoNote? VideoNote { get; set; } public Voice? Voice { get; set; } public string? Caption { get; set; } public List<MessageEntity>? CaptionEntities { get; set; } public bool? ShowCaptionAboveMedia { get; set; } public bool? HasMediaSpoiler { get; set; } public Checklist? Checklist { get; set; } public Contact? Contact { get; set; } public Dice? Dice { get; set; } public Game? Game { get; set; } public Poll? Poll { get; set; } public Venue? Venue { get; set; } public Location? Location { get; set; } public List<User>? NewChatMembers { get; set; } public User? LeftChatMember { get; set; } public ChatOwnerLeft? ChatOwnerLeft { get; set; } public ChatOwnerChanged? ChatOwnerChanged { get; set; } public string? NewChatTitle { get; set; } public List<PhotoSize>? NewChatPhoto { get; set; } public bool? DeleteChatPhoto { get; set; } public bool? GroupChatCreated { get; set; } public bool? SupergroupChatCreated { get; set; } public bool? ChannelChatCreated { get; set; } public MessageAutoDeleteTimerChanged? MessageAutoDeleteTimerChanged { get; set; } public long? MigrateToChatId { get; set; } public long? MigrateFromChatId { get; set; } public MaybeInaccessibleMessage? PinnedMessage { get; set; } public Invoice? Invoice { get; set; } public SuccessfulPayment? SuccessfulPayment { get; set; } public RefundedPayment? RefundedPayment { get; set; } public UsersShared? UsersShared { get; set; } public ChatShared? ChatShared { get; set; } public GiftInfo? Gift { get; set; } public UniqueGiftInfo? UniqueGift { get; set; } public GiftInfo? GiftUpgradeSent { get; set; } public string? ConnectedWebsite { get; set; } public WriteAccessAllowed? WriteAccessAllowed { get; set; } public PassportData? PassportData { get; set; } public ProximityAlertTriggered? ProximityAlertTriggered { get; set; } public ChatBoostAdded? BoostAdded { get; set; } public ChatBackground? ChatBackgroundSet { get; set; } public ChecklistTasksDone? ChecklistTasksDone { get; set; } public ChecklistTasksAdded? ChecklistTasksAdded { get; set; } public DirectMessagePriceChanged? DirectMessagePriceChanged { get; set; } public ForumTopicCreated? ForumTopicCreated { get; set; } public ForumTopicEdited? ForumTopicEdited { get; set; } public ForumTopicClosed? ForumTopicClosed { get; set; } public ForumTopicReopened? ForumTopicReopened { get; set; } public GeneralForumTopicHidden? GeneralForumTopicHidden { get; set; } public GeneralForumTopicUnhidden? GeneralForumTopicUnhidden { get; set; } public GiveawayCreated? GiveawayCreated { get; set; } public Giveaway? Giveaway { get; set; } public GiveawayWinners? GiveawayWinners { get; set; } public GiveawayCompleted? GiveawayCompleted { get; set; } public ManagedBotCreated? ManagedBotCreated { get; set; } public PaidMessagePriceChanged? PaidMessagePriceChanged { get; set; } public PollOptionAdded? PollOptionAdded { get; set; } public PollOptionDeleted? PollOptionDeleted { get; set; } public SuggestedPostApproved? SuggestedPostApproved { get; set; } public SuggestedPostApprovalFailed? SuggestedPostApprovalFailed { get; set; } public SuggestedPostDeclined? SuggestedPostDeclined { get; set; } public SuggestedPostPaid? SuggestedPostPaid { get; set; } public SuggestedPostRefunded? SuggestedPostRefunded { get; set; } public VideoChatScheduled? VideoChatScheduled { get; set; } public VideoChatStarted? VideoChatStarted { get; set; } public VideoChatEnded? VideoChatEnded { get; set; } public VideoChatParticipantsInvited? VideoChatParticipantsInvited { get; set; } public WebAppData? WebAppData { get; set; } public InlineKeyboardMarkup? ReplyMarkup { get; set; } }

public sealed class MessageAutoDeleteTimerChanged { public long? MessageAutoDeleteTime { get; set; } }

public sealed class MessageEntity { public string? Type { get; set; } public long? Offset { get; set; } public long? Length { get; set; } public string? Url { get; set; } public User? User { get; set; } public string? Language { get; set; } public string? CustomEmojiId { get; set; } public long? UnixTime { get; set; } public string? DateTimeFormat { get; set; } }

public sealed class MessageOrigin { public string? Type { get; set; } public long? Date { get; set; } public User? SenderUser { get; set; } public string? SenderUserName { get; set; } public Chat? SenderChat { get; set; } public string? AuthorSignature { get; set; } public Chat? Chat { get; set; } public long? MessageId { get; set; } }

public sealed class MessageReactionCountUpdated { public Chat? Chat { get; set; } public long? MessageId { get; set; } public long? Date { get; set; } public List<ReactionCount>? Reactions { get; set; } }

public sealed class MessageReactionUpdated { public Chat? Chat { get; set; } public long? MessageId { get; set; } public User? User { get; set; } public Chat? ActorChat { get; set; } public long? Date { get; set; } public List<ReactionType>? OldReaction { get; set; } public List<ReactionType>? NewReaction { get; set; } }

public sealed class OrderInfo { public string? Name { get; set; } public string? PhoneNumber { get; set; } public string? Email { get; set; } public ShippingAddress? ShippingAddress { get; set; } }

public sealed class PaidMedia { public string? Type { get; set; } public LivePhoto? LivePhoto { get; set; } public List<PhotoSize>? Photo { get; set; } public long? Width { get; set; } public long? Height { get; set; } public long? Duration { get; set; } public Video? Video { get; set; } }

public sealed class PaidMediaInfo { public long? StarCount { get; set; } public List<PaidMedia>? PaidMedia { get; set; } }

public sealed class PaidMediaPurchased { public User? From { get; set; } public string? PaidMediaPayload { get; set; } }

public sealed class PaidMessagePriceChanged { public long? PaidMessageStarCount { get; set; } }

public sealed class PassportData { public List<EncryptedPassportElement>? Data { get; set; } public EncryptedCredentials? Credentials { get; set; } }

public sealed class PassportFile { public string? FileId { get; set; } public string? FileUniqueId { get; set; } public long? FileSize { get; set; } public long? FileDate { get; set; } }

public sealed class PhotoSize { public string? FileId { get; set; } public string? FileUniqueId { get; set; } public long? Width { get; set; } public long? Height { get; set; } public long? FileSize { get; set; } }

public sealed class Poll { public string? Id { get; set; } public string? Question { get; set; } public List<MessageEntity>? QuestionEntities { get; set; } public List<PollOption>? Options { get; set; } public long? TotalVoterCount { get; set; } public bool? IsClosed { get; set; } public bool? IsAnonymous { get; set; } public string? Type { get; set; } public bool? AllowsMultipleAnswers { get; set; } public bool? AllowsRevoting { get; set; } public bool? MembersOnly { get; set; } public List<string>? CountryCodes { get; set; } public List<long>? CorrectOptionIds { get; set; } public string? Explanation { get; set; } public List<MessageEntity>? ExplanationEntities { get; set; } public PollMedia? ExplanationMedia { get; set; } public long? OpenPeriod { get; set; } public long? CloseDate { get; set; } public string? Description { get; set; } public List<MessageEntity>? DescriptionEntities { get; set; } public PollMedia? Media { get; set; } }

public sealed class PollAnswer { public string? PollId { get; set; } public Chat? VoterChat { get; set; } public User? User { get; set; } public List<long>? OptionIds { get; set; } public List<string>? OptionPersistentIds { get; set; } }

public sealed class PollMedia { public Animation? Animation { get; set; } public Audio? Audio { get; set; } public Document? Document { get; set; } public Link? Link { get; set; } public LivePhoto? LivePhoto { get; set; } public Location? Location { get; set; } public List<PhotoSize>? Photo { get; set; } public Sticker? Sticker { get; set; } public Venue? Venue { get; set; } public Video? Video { get; set; } }

public sealed class PollOption { public string? PersistentId { get; set; } public string? Text { get; set; } public List<MessageEntity>? TextEntities { get; set; } public PollMedia? Media { get; set; } public long? VoterCount { get; set; } public User? AddedByUser { get; set; } public Chat? AddedByChat { get; set; } public long? AdditionDate { get; set; } }

public sealed class PollOptionAdded { public MaybeInaccessibleMessage? PollMessage { get; set; } public string? OptionPersistentId { get; set; } public string? OptionText { get; set; } public List<MessageEntity>? OptionTextEntities { get; set; } }

public sealed class PollOptionDeleted { public MaybeInaccessibleMessage? PollMessage { get; set; } public string? OptionPersistentId { get; set; } public string? OptionText { get; set; } public List<MessageEntity>? OptionTextEntities { get; set; } }

public sealed class PreCheckoutQuery { public string? Id { get; set; } public User? From { get; set; } public string? Currency { get; set; } public long? TotalAmount { get; set; } public string? InvoicePayload { get; set; } public string? ShippingOptionId { get; set; } public OrderInfo? OrderInfo { get; set; } }

public sealed class ProximityAlertTriggered { public User? Traveler { get; set; } public User? Watcher { get; set; } public long? Distance { get; set; } }

public sealed class ReactionCount { public ReactionType? Type { get; set; } public long? TotalCount { get; set; } }

public sealed class ReactionType { public string? Type { get; set; } public string? Emoji { get; set; } public string? CustomEmojiId { get; set; } }

public sealed class RefundedPayment { public string? Currency { get; set; } public long? TotalAmount { get; set; } public string? InvoicePayload { get; set; } public string? TelegramPaymentChargeId { get; set; } public string? ProviderPaymentChargeId { get; set; } }

public sealed class RichBlock { public string? Type { get; set; } public JsonElement? Text { get; set; } public long? Size { get; set; } public string? Language { get; set; } public string? Expression { get; set; } public string? Name { get; set; } public List<RichBlockListItem>? Items { get; set; } public List<RichBlock>? Blocks { get; set; } public JsonElement? Credit { get; set; } public RichBlockCaption? Caption { get; set; } public List<List<RichBlockTableCell>>? Cells { get; set; } public bool? IsBordered { get; set; } public bool? IsStriped { get; set; } public JsonElement? Summary { get; set; } public bool? IsOpen { get; set; } public Location? Location { get; set; } public long? Zoom { get; set; } public long? Width { get; set; } public long? Height { get; set; } public Animation? Animation { get; set; } public bool? HasSpoiler { get; set; } public Audio? Audio { get; set; } public List<PhotoSize>? Photo { get; set; } public Video? Video { get; set; } public Voice? VoiceNote { get; set; } }

public sealed class RichBlockCaption { public JsonElement? Text { get; set; } public JsonElement? Credit { get; set; } }

public sealed class RichBlockListItem { public string? Label { get; set; } public List<RichBlock>? Blocks { get; set; } public bool? HasCheckbox { get; set; } public bool? IsChecked { get; set; } public long? Value { get; set; } public string? Type { get; set; } }

public sealed class RichBlockTableCell { public JsonElement? Text { get; set; } public bool? IsHeader { get; set; } public long? Colspan { get; set; } public long? Rowspan { get; set; } public string? Align { get; set; } public string? Valign { get; set; } }

public sealed class RichMessage { public List<RichBlock>? Blocks { get; set; } public bool? IsRtl { get; set; } }

public sealed class SharedUser { public long? UserId { get; set; } public string? FirstName { get; set; } public string? LastName { get; set; } public string? Username { get; set; } public List<PhotoSize>? Photo { get; set; } }

public sealed class ShippingAddress { public string? CountryCode { get; set; } public string? State { get; set; } public string? City { get; set; } public string? StreetLine1 { get; set; } public string? StreetLine2 { get; set; } public string? PostCode { get; set; } }

public sealed class ShippingQuery { public string? Id { get; set; } public User? From { get; set; } public string? InvoicePayload { get; set; } public ShippingAddress? ShippingAddress { get; set; } }

public sealed class StarAmount { public long? Amount { get; set; } public long? NanostarAmount { get; set; } }

public sealed class Sticker { public string? FileId { get; set; } public string? FileUniqueId { get; set; } public string? Type { get; set; } public long? Width { get; set; } public long? Height { get; set; } public bool? IsAnimated { get; set; } public bool? IsVideo { get; set; } public PhotoSize? Thumbnail { get; set; } public string? Emoji { get; set; } public string? SetName { get; set; } public File? PremiumAnimation { get; set; } public MaskPosition? MaskPosition { get; set; } public string? CustomEmojiId { get; set; } public bool? NeedsRepainting { get; set; } public long? FileSize { get; set; } }

public sealed class Story { public Chat? Chat { get; set; } public long? Id { get; set; } }

public sealed class SuccessfulPayment { public string? Currency { get; set; } public long? TotalAmount { get; set; } public string? InvoicePayload { get; set; } public long? SubscriptionExpirationDate { get; set; } public bool? IsRecurring { get; set; } public bool? IsFirstRecurring { get; set; } public string? ShippingOptionId { get; set; } public OrderInfo? OrderInfo { get; set; } public string? TelegramPaymentChargeId { get; set; } public string? ProviderPaymentChargeId { get; set; } }

public sealed class SuggestedPostApprovalFailed { public Message? SuggestedPostMessage { get; set; } public SuggestedPostPrice? Price { get; set; } }

public sealed class SuggestedPostApproved { public Message? SuggestedPostMessage { get; set; } public SuggestedPostPrice? Price { get; set; } public long? SendDate { get; set; } }

public sealed class SuggestedPostDeclined { public Message? SuggestedPostMessage { get; set; } public string? Comment { get; set; } }

public sealed class SuggestedPostInfo { public string? State { get; set; } public SuggestedPostPrice? Price { get; set; } public long? SendDate { get; set; } }

public sealed class SuggestedPostPaid { public Message? SuggestedPostMessage { get; set; } public string? Currency { get; set; } public long? Amount { get; set; } public StarAmount? StarAmount { get; set; } }

public sealed class SuggestedPostPrice { public string? Currency { get; set; } public long? Amount { get; set; } }

public sealed class SuggestedPostRefunded { public Message? SuggestedPostMessage { get; set; } public string? Reason { get; set; } }

public sealed class SwitchInlineQueryChosenChat { public string? Query { get; set; } public bool? AllowUserChats { get; set; } public bool? AllowBotChats { get; set; } public bool? AllowGroupChats { get; set; } public bool? AllowChannelChats { get; set; } }

public sealed class TextQuote { public string? Text { get; set; } public List<MessageEntity>? Entities { get; set; } public long? Position { get; set; } public bool? IsManual { get; set; } }

public sealed class UniqueGift { public string? GiftId { get; set; } public string? BaseName { get; set; } public string? Name { get; set; } public long? Number { get; set; } public UniqueGiftModel? Model { get; set; } public UniqueGiftSymbol? Symbol { get; set; } public UniqueGiftBackdrop? Backdrop { get; set; } public bool? IsPremium { get; set; } public bool? IsBurned { get; set; } public bool? IsFromBlockchain { get; set; } public UniqueGiftColors? Colors { get; set; } public Chat? PublisherChat { get; set; } }

public sealed class UniqueGiftBackdrop { public string? Name { get; set; } public UniqueGiftBackdropColors? Colors { get; set; } public long? RarityPerMille { get; set; } }

public sealed class UniqueGiftBackdropColors { public long? CenterColor { get; set; } public long? EdgeColor { get; set; } public long? SymbolColor { get; set; } public long? TextColor { get; set; } }

public sealed class UniqueGiftColors { public string? ModelCustomEmojiId { get; set; } public string? SymbolCustomEmojiId { get; set; } public long? LightThemeMainColor { get; set; } public List<long>? LightThemeOtherColors { get; set; } public long? DarkThemeMainColor { get; set; } public List<long>? DarkThemeOtherColors { get; set; } }

public sealed class UniqueGiftInfo { public UniqueGift? Gift { get; set; } public string? Origin { get; set; } public string? LastResaleCurrency { get; set; } public long? LastResaleAmount { get; set; } public string? OwnedGiftId { get; set; } public long? TransferStarCount { get; set; } public long? NextTransferDate { get; set; } }

public sealed class UniqueGiftModel { public string? Name { get; set; } public Sticker? Sticker { get; set; } public long? RarityPerMille { get; set; } public string? Rarity { get; set; } }

public sealed class UniqueGiftSymbol { public string? Name { get; set; } public Sticker? Sticker { get; set; } public long? RarityPerMille { get; set; } }

public sealed class Update { public long? UpdateId { get; set; } public Message? Message { get; set; } public Message? EditedMessage { get; set; } public Message? ChannelPost { get; set; } public Message? EditedChannelPost { get; set; } public BusinessConnection? BusinessConnection { get; set; } public Message? BusinessMessage { get; set; } public Message? EditedBusinessMessage { get; set; } public BusinessMessagesDeleted? DeletedBusinessMessages { get; set; } public Message? GuestMessage { get; set; } public MessageReactionUpdated? MessageReaction { get; set; } public MessageReactionCountUpdated? MessageReactionCount { get; set; } public InlineQuery? InlineQuery { get; set; } public ChosenInlineResult? ChosenInlineResult { get; set; } public CallbackQuery? CallbackQuery { get; set; } public ShippingQuery? ShippingQuery { get; set; } public PreCheckoutQuery? PreCheckoutQuery { get; set; } public PaidMediaPurchased? PurchasedPaidMedia { get; set; } public Poll? Poll { get; set; } public PollAnswer? PollAnswer { get; set; } public ChatMemberUpdated? MyChatMember { get; set; } public ChatMemberUpdated? ChatMember { get; set; } public ChatJoinRequest? ChatJoinRequest { get; set; } public ChatBoostUpdated? ChatBoost { get; set; } public ChatBoostRemoved? RemovedChatBoost { get; set; } public ManagedBotUpdated? ManagedBot { get; set; } }

public sealed class User { public long? Id { get; set; } public bool? IsBot { get; set; } public string? FirstName { get; set; } public string? LastName { get; set; } public string? Username { get; set; } public string? LanguageCode { get; set; } public bool? IsPremium { get; set; } public bool? AddedToAttachmentMenu { get; set; } public bool? CanJoinGroups { get; set; } public bool? CanReadAllGroupMessages { get; set; } public bool? SupportsGuestQueries { get; set; } public bool? SupportsInlineQueries { get; set; } public bool? CanConnectToBusiness { get; set; } public bool? HasMainWebApp { get; set; } public bool? HasTopicsEnabled { get; set; } public bool? AllowsUsersToCreateTopics { get; set; } public bool? CanManageBots { get; set; } public bool? SupportsJoinRequestQueries { get; set; } }

public sealed class UsersShared { public long? RequestId { get; set; } public List<SharedUser>? Users { get; set; } }

public sealed class Venue { public Location? Location { get; set; } public string? Title { get; set; } public string? Address { get; set; } public string? FoursquareId { get; set; } public string? FoursquareType { get; set; } public string? GooglePlaceId { get; set; } public string? GooglePlaceType { get; set; } }

public sealed class Video { public string? FileId { get; set; } public string? FileUniqueId { get; set; } public long? Width { get; set; } public long? Height { get; set; } public long? Duration { get; set; } public PhotoSize? Thumbnail { get; set; } public List<PhotoSize>? Cover { get; set; } public long? StartTimestamp { get; set; } public List<VideoQuality>? Qualities { get; set; } public string? FileName { get; set; } public string? MimeType { get; set; } public long? FileSize { get; set; } }

public sealed class VideoChatEnded { public long? Duration { get; set; } }

public sealed class VideoChatParticipantsInvited { public List<User>? Users { get; set; } }

public sealed class VideoChatScheduled { public long? StartDate { get; set; } }

public sealed class VideoChatStarted {  }

public sealed class VideoNote { public string? FileId { get; set; } public string? FileUniqueId { get; set; } public long? Length { get; set; } public long? Duration { get; set; } public PhotoSize? Thumbnail { get; set; } public long? FileSize { get; set; } }

public sealed class VideoQuality { public string? FileId { get; set; } public string? FileUniqueId { get; set; } public long? Width { get; set; } public long? Height { get; set; } public string? Codec { get; set; } public long? FileSize { get; set; } }

public sealed class Voice { public string? FileId { get; set; } public string? FileUniqueId { get; set; } public long? Duration { get; set; } public string? MimeType { get; set; } public long? FileSize { get; set; } }

public sealed class WebAppData { public string? Data { get; set; } public string? ButtonText { get; set; } }

public sealed class WebAppInfo { public string? Url { get; set; } }

public sealed class WriteAccessAllowed { public bool? FromRequest { get; set; } public string? WebAppName { get; set; } public bool? FromAttachmentMenu { get; set; } }

