// A bot on discord.js that the tests run against the fake server: it answers, edits its answer, and serves /ping, a button and a select.
import { Client, Events, GatewayIntentBits, Partials, ActionRowBuilder, ButtonBuilder, ButtonStyle, MessageFlags, StringSelectMenuBuilder } from 'discord.js';

const client = new Client({
  intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages, GatewayIntentBits.DirectMessages, GatewayIntentBits.MessageContent],
  partials: [Partials.Channel],
  rest: { api: process.env.DISCORD_API },
  allowedMentions: { parse: [] },
});
const say = (...words) => console.log(words.join(' '));
client.on(Events.Error, (error) => say('ERROR', error.message));
client.on(Events.ShardError, (error) => say('SHARDERROR', error.message));
client.on(Events.ShardResume, (shard, replayed) => say('RESUMED', replayed));
client.on(Events.ShardReconnecting, () => say('RECONNECTING'));
client.on(Events.MessageUpdate, (_, message) => { if (message.author?.id !== client.user.id) say('EDITED', message.content); });

client.on(Events.MessageCreate, async (message) => {
  if (message.author.bot) return;
  say('MESSAGE', message.channel.isThread() ? 'thread' : message.guild ? 'guild' : 'dm', message.content);
  await message.channel.sendTyping();
  const button = new ButtonBuilder().setCustomId('again').setLabel('Again').setStyle(ButtonStyle.Primary);
  const select = new StringSelectMenuBuilder().setCustomId('one').addOptions({ label: 'Red', value: 'r' }, { label: 'Blue', value: 'b' });
  const rows = [button, select].map((component) => new ActionRowBuilder().addComponents(component));
  const answer = await message.reply({ content: 'thinking', components: rows, nonce: message.id, enforceNonce: true });
  await answer.edit(`echo: ${message.content}`);
});

client.on(Events.InteractionCreate, async (interaction) => {
  if (interaction.isAutocomplete()) return interaction.respond([{ name: `${interaction.options.getFocused()}-1`, value: '1' }]);
  if (interaction.isButton()) return interaction.reply({ content: 'pressed', flags: MessageFlags.Ephemeral });
  if (interaction.isStringSelectMenu()) {
    await interaction.deferUpdate();
    await interaction.editReply({ content: `chosen ${interaction.values[0]} in ${interaction.context}`, components: [] });
    return interaction.followUp({ content: 'for you alone', flags: MessageFlags.Ephemeral });
  }
  if (!interaction.isChatInputCommand()) return;
  await interaction.deferReply();
  await interaction.editReply(`pong ${interaction.options.getString('text') ?? ''}`);
  await interaction.followUp('and more');
});

client.once(Events.ClientReady, async () => {
  const commands = await client.application.commands.set([
    { name: 'ping', description: 'Answers', options: [{ name: 'text', description: 'What to say', type: 3, autocomplete: true }] },
  ]);
  say('READY', client.user.username, client.guilds.cache.size, commands.size);
});

process.stdin.on('end', () => client.destroy().then(() => process.exit(0)));
process.stdin.resume();
await client.login(process.env.DISCORD_TOKEN);
