namespace Bots.Adapters;

/// <summary>Says that a message is a pressed button: its text is the button's <see cref="ReplyButton.Data"/>.</summary>
/// <remarks>The adapter itself tells the platform that the press arrived, once it is stored. Anyone who sees the button can press it, also long
/// afterwards, and other programs can send any data: check it like typed text.</remarks>
/// <param name="Receipt">The message with the button, as in <see cref="Bots.Sessions.Delivery.DeliveryOutcome.Delivered"/>; null when the platform does not say.</param>
public sealed record ButtonPress(string? Receipt);
