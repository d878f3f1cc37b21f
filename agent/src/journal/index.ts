export { Journal, type JournalOptions } from './journal.ts';
