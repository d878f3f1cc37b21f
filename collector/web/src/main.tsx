import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { loadMessages, preferredLocale } from './i18n/locale.tsx';
import './style.css';

const place = document.getElementById('root');
if (!place) throw new Error('index.html has no element #root');
const locale = preferredLocale();
const t = await loadMessages(locale);
document.documentElement.lang = locale;
createRoot(place).render(
  <StrictMode>
    <App first={{ locale, t }} />
  </StrictMode>,
);
